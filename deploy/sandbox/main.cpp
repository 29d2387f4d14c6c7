// The command line of wechat-sandbox.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "commands.h"
#include "events.h"
#include "follow.h"
#include "server.h"

namespace {

using namespace sandbox;

struct Options {
    std::string config;
    std::string listen = "127.0.0.1:8090";
    std::string assets = SANDBOX_PAGE_DIR;
    std::string gateway, mode, app_id, app_secret, original_id, token, encoding_aes_key, menu;
    int patience_ms = 5000;
    int attempts = 3;
    bool fast = false;
    Route route;
    Request request;
    std::string image, location, xml_file;
    bool voice = false;
    std::vector<std::string> texts, faults;
    std::string order = "given";
    std::string template_id, answer = "accept";
    std::string fault;
    bool past_only = false;
    std::uint64_t resend_id = 0;
};

const CLI::IsMember signs({"good", "bad", "corrupt", "wrong", "missing"});

void add_account(CLI::App& app, Options& o) {
    app.add_option("--config", o.config, "folder of gateway.json and menu.json");
    app.add_option("--gateway", o.gateway, "callback address of the gateway");
    app.add_option("--mode", o.mode, "plain, compatible or secure");
    app.add_option("--app-id", o.app_id, "app id");
    app.add_option("--app-secret", o.app_secret, "app secret, which the API asks for");
    app.add_option("--original-id", o.original_id, "original id (gh_...)");
    app.add_option("--token", o.token, "token");
    app.add_option("--encoding-aes-key", o.encoding_aes_key, "43 characters");
    app.add_option("--patience", o.patience_ms, "milliseconds one attempt may take")->check(CLI::Range(50, 60000))->capture_default_str();
    app.add_option("--attempts", o.attempts, "attempts of one delivery")->check(CLI::Range(1, 10))->capture_default_str();
    app.add_flag("--fast", o.fast, "for tests: a patience of 300 ms");
}

void add_serve(CLI::App& app, Options& o) {
    app.add_option("--listen", o.listen, "host:port of the phone; port 0 takes a free one")->capture_default_str();
    app.add_option("--menu", o.menu, "menu.json, when it is not in the config folder");
    app.add_option("--fault", o.faults, "a fault of the API from the start: kind[@/path][*times][:ms]");
    app.add_option("--assets", o.assets, "folder of the phone's page");
}

void add_route(CLI::App& app, Options& o) {
    app.add_option("--openid", o.request.openid, "the resident; a fixed one by default");
    app.add_option("--repeat", o.request.repeat, "deliver the same push N times, as WeChat does when an answer is lost")
        ->check(CLI::Range(1, 100));
    app.add_option("--sign", o.request.sign, "good, bad, corrupt, wrong or missing")->check(signs);
    app.add_option("--sandbox", o.route.sandbox, "a running sandbox")->capture_default_str();
    app.add_flag("--direct", o.route.direct, "push from here; implied by --config, --gateway and credentials");
    app.add_flag("--json", o.route.json, "print the whole exchange");
}

Account account_of(const Options& o) {
    Account account;
    std::string config = o.config;
    if (config.empty() && o.token.empty() && std::filesystem::exists("deploy/config/gateway.json")) config = "deploy/config";
    if (!config.empty()) read_config(config, account);
    const auto take = [](std::string& to, const std::string& given) {
        if (!given.empty()) to = given;
    };
    take(account.gateway, o.gateway);
    take(account.app_id, o.app_id);
    take(account.app_secret, o.app_secret);
    take(account.original_id, o.original_id);
    take(account.token, o.token);
    take(account.encoding_aes_key, o.encoding_aes_key);
    take(account.menu_file, o.menu);
    if (!o.mode.empty()) account.mode = mode_named(o.mode);
    account.patience = std::chrono::milliseconds(o.fast ? 300 : o.patience_ms);
    account.attempts = o.attempts;
    return account;
}

int run_serve(const Options& o) {
    const auto account = account_of(o);
    check(account);
    const auto colon = o.listen.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("--listen must be host:port");
    std::vector<Fault> faults;
    for (const auto& written : o.faults) faults.push_back(fault_written(written));
    serve(account, {o.listen.substr(0, colon), std::stoi(o.listen.substr(colon + 1))}, o.assets, faults);
    return 0;
}

// "23.12,113.26,越秀区" into the request.
void read_location(const std::string& text, Request& request) {
    std::istringstream in(text);
    char comma = 0;
    if (!(in >> request.lat >> comma >> request.lng) || comma != ',') throw std::runtime_error("--location must be lat,lng[,label]");
    if (in.get() == ',') std::getline(in, request.label);
}

int run_send(Options& o, bool direct) {
    o.route.direct = o.route.direct || direct;
    if (o.texts.size() > 1) return send_texts(o.route, o.request, o.texts, o.order == "random");
    if (!o.texts.empty()) o.request.text = o.texts.front();
    if (!o.image.empty()) o.request.type = "image";
    if (o.voice) o.request.type = "voice";
    if (!o.location.empty()) {
        o.request.type = "location";
        read_location(o.location, o.request);
    }
    if (!o.xml_file.empty()) {
        o.request.type = "xml";
        std::ifstream in(o.xml_file, std::ios::binary);
        if (!in) throw std::runtime_error(o.xml_file + ": cannot read");
        o.request.xml.assign(std::istreambuf_iterator<char>(in), {});
    }
    return send_command(o.route, o.route.direct ? account_of(o) : Account{}, o.request, o.image);
}

// What a resident answered to 订阅通知, as the event tells it.
std::string subscription_fields(const std::string& event, const std::string& template_id, const std::string& answer) {
    const std::string box = event == "subscribe_msg_change_event" ? "SubscribeMsgChangeEvent" : "SubscribeMsgPopupEvent";
    return "<" + box + "><List><TemplateId>" + template_id + "</TemplateId><SubscribeStatusString>" + answer +
           "</SubscribeStatusString><PopupScene>1</PopupScene></List></" + box + ">";
}

std::string known_events() {
    std::string names = "Events:";
    for (const auto& kind : event_kinds()) names += " " + std::string(kind.name);
    return names + "; any other name is pushed as it is.";
}

int run(int argc, char** argv) {
    Options o;
    CLI::App app{"WeChat and a resident's phone on this machine: pushes as WeChat does, judges replies as WeChat would.", "wechat-sandbox"};
    app.set_version_flag("--version", SANDBOX_VERSION);
    app.require_subcommand(0, 1);
    add_account(app, o);
    add_serve(app, o);

    auto* serve_app = app.add_subcommand("serve", "the phone in the browser (what happens without a subcommand)");
    add_account(*serve_app, o);
    add_serve(*serve_app, o);

    auto* send_app = app.add_subcommand("send", "send a message as a resident");
    auto* what = send_app->add_option_group("what")->require_option(1);
    what->add_option("--text", o.texts, "words; several times for several messages");
    what->add_option("--image", o.image, "a picture: file, or http address");
    auto* voice = what->add_option("--voice-recognition", o.request.recognition, "a voice note, recognised as this");
    what->add_option("--location", o.location, "lat,lng[,label]");
    what->add_option("--xml", o.xml_file, "a file with the message's XML");
    send_app->add_option("--order", o.order, "of several texts and their repeats: given or random")
        ->check(CLI::IsMember({"given", "random"}));
    send_app->add_option("--bizmsgmenuid", o.request.bizmsgmenuid, "the tapped item of a message menu");

    auto* trigger_app = app.add_subcommand("trigger", "push an event");
    trigger_app->add_option("event", o.request.event, "its name")->required();
    trigger_app->add_option("--key", o.request.key, "EventKey");
    trigger_app->add_option("--scene", o.request.scene, "scan the QR code with this scene or ticket");
    trigger_app->add_option("--template", o.template_id, "of a subscribe_msg_... event: the template answered");
    trigger_app->add_option("--answer", o.answer, "accept or reject")->check(CLI::IsMember({"accept", "reject"}));
    trigger_app->footer(known_events());

    auto* resend_app = app.add_subcommand("resend", "push an earlier exchange again, byte for byte");
    resend_app->add_option("id", o.resend_id, "its id")->required();

    auto* fault_app = app.add_subcommand("fault", "make the API of a running sandbox fail");
    fault_app->add_option("fault", o.fault, "A kind of README.md, e.g. busy, quota or moderated, then [@/path][*times][:ms]; *0 ends it")
        ->required();

    auto* logs_app = app.add_subcommand("logs", "follow the pushes and the calls of a running sandbox");
    logs_app->add_flag("--json", o.route.json, "print everything of each");
    logs_app->add_flag("--past", o.past_only, "only what has happened so far");

    auto* verify_app = app.add_subcommand("verify", "verify the callback address as WeChat does when it is saved");
    add_account(*verify_app, o);
    verify_app->add_option("--sign", o.request.sign, "good, bad, corrupt, wrong or missing")->check(signs);

    for (auto* sub : {fault_app, logs_app}) sub->add_option("--sandbox", o.route.sandbox, "a running sandbox")->capture_default_str();
    for (auto* sub : {send_app, trigger_app}) {
        add_account(*sub, o);
        add_route(*sub, o);
    }
    add_route(*resend_app, o);
    for (auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) sub->set_version_flag("--version", SANDBOX_VERSION);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e);
    }
    const bool credentials = !(o.config + o.gateway + o.app_id + o.token + o.encoding_aes_key).empty();
    o.voice = voice->count() > 0;
    if (*fault_app) return fault_command(o.route, o.fault);
    if (*logs_app) return logs_command(o.route.sandbox, o.route.json, o.past_only);
    if (*trigger_app) o.request.type = "event";
    if (!o.template_id.empty()) o.request.fields = subscription_fields(o.request.event, o.template_id, o.answer);
    if (*send_app || *trigger_app) return run_send(o, credentials);
    if (*resend_app) return resend_command(o.route, o.resend_id);
    if (*verify_app) return verify_command(account_of(o), o.request.sign);
    return run_serve(o);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "wechat-sandbox: " << e.what() << std::endl;
        return 1;
    }
}
