#include "gateway/config/config.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <tuple>

#include "gateway/config/articles.h"
#include "gateway/config/build.h"
#include "gateway/config/files.h"
#include "gateway/config/fill.h"
#include "gateway/config/words.h"
#include "services/distress/recogniser.h"
#include "services/rules/gazetteer.h"
#include "wechat/bytes.h"
#include "wechat/utf8.h"

namespace gateway {

namespace {

/// What the rows of a file cannot see.
void judge(std::string_view file, const json::Node& root, const services::Catalog& catalog, services::Date today, Words& words,
           Config& config, Findings& findings) {
    auto& figures = config.figures;
    if (file == "gateway.json")
        judge_gateway(root, config, findings);
    else if (file == "calendar.json")
        build_calendar(root, today, figures.calendar, findings);
    else if (file == "fees.json") {
        judge_fees(root, figures.fees, findings);
        check_fees_quoted(root, catalog, today, figures, findings);
    } else if (file == "offices.json")
        build_offices(root, catalog, figures.offices, findings);
    else if (file == "menu.json")
        judge_menu(root, catalog, findings);
    else if (file == "operators.json")
        judge_operators(root, findings);
    else
        judge_services(root, department_of(file), catalog, words, figures, findings);
}

/// One file: read, parsed, held against its keys, taken into the config and judged.
void take_file(const std::string& file, const FileText& text, const services::Catalog& catalog, services::Date today, Words& words,
               Config& config, Findings& findings) {
    const auto department = department_of(file);
    const auto keys = keys_of(file, catalog);
    json::Parsed parsed;
    if (text.text) {
        parsed = json::parse(*text.text);
        for (const auto& error : parsed.errors) findings.error(error.place, error.message);
    } else if (text.missing && keys.size() == 1) {
        parsed.root.emplace().type = json::Type::object;  // a department without services needs no file
    } else {
        findings.error({}, text.why + (text.missing ? ", expected all config files in the folder" : ""));
    }
    if (!parsed.root) return;
    std::erase_if(parsed.root->members, [](const json::Member& member) { return member.name == "$schema"; });  // for editors
    if (!department.empty()) take_out_strangers(*parsed.root, department, catalog, findings);
    hold_against(*parsed.root, keys, findings);
    open_secrets(*parsed.root, keys, findings);
    fill(*parsed.root, keys, Target(config));
    judge(file, *parsed.root, catalog, today, words, config, findings);
}

/// The text of a file that need not be there; what is wrong with it is reported.
const std::string* text_of(const FileText& file, Findings& findings) {
    if (file.missing) return nullptr;
    const bool is_text = file.text && wechat::is_utf8(*file.text);
    if (!is_text) findings.error({}, file.text ? "the file is not UTF-8, expected it saved as UTF-8" : file.why);
    return is_text ? &*file.text : nullptr;
}

/// What a large file was last read as: at most reloads it is the same file. Any number of threads.
template <class Made>
class LastRead {
  public:
    /// What `make` gives of the text, or gave when it was last given this text without a fault.
    template <class Make>
    std::shared_ptr<const Made> get(const std::string& text, const Make& make) {
        const std::lock_guard lock(mutex_);
        if (made_ && text == text_) return made_;
        bool is_right = true;
        auto made = std::make_shared<const Made>(make(is_right));
        if (is_right) std::tie(text_, made_) = std::tuple(text, made);
        return made;
    }

  private:
    std::mutex mutex_;
    std::string text_;
    std::shared_ptr<const Made> made_;
};

/// Tells the findings of each mistake in a file, and that there was one.
auto telling(Findings& findings, bool& is_right) {
    return [&](const services::LineFault& fault) {
        findings.error({.line = fault.line, .column = fault.column}, fault.why);
        is_right = false;
    };
}

/// distress.txt. Where there is none, what the program was built with stays in force: nobody shall be unheard for a file that is missing.
void take_distress(const FileText& file, Config& config, Findings& findings) {
    const std::string* text = text_of(file, findings);
    if (text == nullptr) return;
    static LastRead<services::Recogniser> last;
    config.figures.distress = last.get(*text, [&](bool& is_right) {
        return services::Recogniser(services::read_distress_rules(*text, telling(findings, is_right)), services::shipped_model());
    });
}

/// gazetteer.txt, likewise.
void take_gazetteer(const FileText& file, Config& config, Findings& findings) {
    const std::string* text = text_of(file, findings);
    if (text == nullptr) return;
    static LastRead<services::Gazetteer> last;
    config.figures.gazetteer =
        last.get(*text, [&](bool& is_right) { return services::read_gazetteer(*text, telling(findings, is_right)); });
}

/// Keys and file names are repeated as they are written; what would move a terminal is shown instead.
std::string printable(const std::string& text) {
    std::string shown;
    for (const char c : text) {
        const bool moves = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        shown += moves ? "\\x" + wechat::hex_encode({&c, 1}) : std::string(1, c);
    }
    return shown;
}

}  // namespace

std::string Problem::text() const {
    return printable(file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + (warning ? "warning: " : "") + message);
}

Loaded load_config(const std::string& folder, const services::Catalog& catalog, services::Date today) {
    return load_snapshot(folder, read_folder(folder), catalog, today);
}

Loaded load_snapshot(const std::string& folder, const Snapshot& snapshot, const services::Catalog& catalog, services::Date today) {
    Loaded loaded;
    auto config = std::make_shared<Config>();
    config->version = snapshot.digest;
    auto words = built_in_words(catalog);
    Findings in_distress(folder + "/" + distress_file, loaded.problems);
    take_distress(snapshot.distress, *config, in_distress);  // first: no service may take a word of it
    Findings in_gazetteer(folder + "/" + gazetteer_file, loaded.problems);
    take_gazetteer(snapshot.gazetteer, *config, in_gazetteer);
    for (const auto& [name, text] : snapshot.files) {
        std::vector<Problem> found;
        Findings findings(folder + "/" + name, found);
        take_file(name, text, catalog, today, words, *config, findings);
        std::stable_sort(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return std::tie(a.line, a.column) < std::tie(b.line, b.column); });
        std::move(found.begin(), found.end(), std::back_inserter(loaded.problems));
    }
    load_articles(folder, snapshot.articles, catalog, config->figures, loaded.problems);
    for (const auto& name : snapshot.strange_articles)
        Findings(folder + "/" + name, loaded.problems).error({}, "this is no article, expected articles/COLLECTION/NAME.md");
    for (const auto& name : snapshot.strangers)
        Findings(folder + "/" + name, loaded.problems)
            .error({}, "this is no config file, expected one of " + listed(config_files()) + did_you_mean(name, config_files()));
    const bool broken = std::any_of(loaded.problems.begin(), loaded.problems.end(), [](const auto& p) { return !p.warning; });
    if (!broken) loaded.config = std::move(config);
    return loaded;
}

}  // namespace gateway
