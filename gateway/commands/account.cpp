// `token`, `quota`, `check-callback` and `qr`: what an operator asks of WeChat about the account.
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "gateway/commands/at_wechat.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/upstream/account.h"
#include "services/chat/scene.h"
#include "services/form/catalog.h"
#include "wechat/callback_check.h"
#include "wechat/qr.h"
#include "wechat/quota.h"

namespace gateway {
namespace {

struct Given {
    std::string scene, path = "/cgi-bin/message/custom/send";
    int days = 0;
    Who who;
};

/// Whether a token can be had; never the token.
int token_check(const std::string& folder) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        const auto quota = wechat::quota::get(at.client, "/cgi-bin/stable_token", soon());
        std::cout << at.config.wechat.app_id << ": WeChat gives a token and takes it; stable_token was asked " << quota.used << " of "
                  << quota.daily_limit << " times today\n";
        return 0;
    });
}

/// Calls of one interface today, e.g. /cgi-bin/message/custom/send.
int quota_of(const std::string& folder, const std::string& path) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        const auto quota = wechat::quota::get(at.client, path, soon());
        std::cout << path << ": " << quota.used << " of " << quota.daily_limit << " used today, " << quota.remain << " left\n";
        return 0;
    });
}

/// Name resolution and pings of the callback address as seen from WeChat.
int check_callback(const std::string& folder) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        const auto result =
            wechat::callback_check::run(at.client, wechat::callback_check::Action::all, wechat::callback_check::Operator::any, soon());
        for (const auto& name : result.dns) std::cout << "dns  " << name.address << " (" << name.real_operator << ")\n";
        bool all_well = !result.ping.empty();
        for (const auto& ping : result.ping) {
            std::cout << "ping " << ping.address << " from " << ping.from_operator << ": loss " << ping.package_loss << ", " << ping.time
                      << "\n";
            all_well = all_well && ping.package_loss == "0%";
        }
        return all_well ? 0 : 1;
    });
}

/// A code that opens a service, or a service at an office: id_card_appointment@th-tangxia. Days 0: permanent, of which there are 100,000.
int qr_code(const std::string& folder, const std::string& scene, int days) {
    return at_wechat(folder, [&](const AtWeChat& at) {
        const auto place = services::scene_of(scene, services::catalog(), at.config.figures);
        if (!place) throw std::runtime_error("\"" + scene + "\" is no scene, expected a service id, or service@office");
        const auto life = days == 0 ? std::nullopt : std::optional<std::chrono::seconds>(std::chrono::hours(24 * days));
        const auto code = wechat::qr::create(at.client, scene, life, soon());
        std::cout << "picture " << wechat::qr::picture_url(code.ticket) << "\nholds   " << code.url << "\n";
        return 0;
    });
}

void add_qr(Cli& cli, const std::shared_ptr<Given>& given) {
    CLI::App* qr = cli.command(cli.app, "qr", "Make a QR code that opens a service, or service@office");
    qr->add_option("scene", given->scene, "Service id, or service@office")->required();
    qr->add_option("--days", given->days, "How long it holds; 0: permanent, of which an account has 100,000")
        ->capture_default_str()
        ->check(CLI::Range(0, 30));
    given->who.ask(qr);
    cli.on(qr, [given, &cli] {
        const Act act{
            .action = "qr", .about = given->scene.substr(0, 64), .detail = std::to_string(given->days) + " days", .role = "publisher"};
        return carry_out(
            cli.folder, act, given->who.proofs(), [&] { return qr_code(cli.folder, given->scene, given->days); }, std::cout);
    });
}

}  // namespace

void add_account_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    add_qr(cli, given);
    CLI::App* token = cli.command(cli.app, "token", "Whether WeChat gives this account an access token");
    cli.on(token, [&cli] { return token_check(cli.folder); });
    CLI::App* quota = cli.command(cli.app, "quota", "How often an interface of WeChat was called today, and may be");
    quota->add_option("path", given->path, "Of the interface")->capture_default_str();
    cli.on(quota, [given, &cli] { return quota_of(cli.folder, given->path); });
    CLI::App* callback = cli.command(cli.app, "check-callback", "What WeChat's networks see of the callback address");
    cli.on(callback, [&cli] { return check_callback(cli.folder); });
}

}  // namespace gateway
