// The service account as WeChat knows it: its credentials, its mode, where it pushes, and its menu.
#pragma once
#include <chrono>
#include <string>

namespace sandbox {

enum class Mode { plain, compatible, secure };

// Throws std::runtime_error for any other word.
Mode mode_named(const std::string& word);
const char* name_of(Mode mode);

struct Account {
    std::string name = "广州公安";
    std::string app_id;
    std::string original_id = "gh_0123456789ab";
    std::string app_secret = "sandboxAppSecret0123456789abcdef";  // what the sandbox takes where nobody names one
    std::string token;
    std::string encoding_aes_key;
    std::string duty_secret = {};  // with which the gateway signs what it tells the duty desk
    Mode mode = Mode::secure;
    std::string gateway = "http://127.0.0.1:8080/wechat/callback";
    std::string menu_file;  // empty: no menu
    // WeChat's patience with one delivery, also the distance between the starts of two; and how often it tries.
    std::chrono::milliseconds patience{5000};
    int attempts = 3;
};

// Fills what gateway.json of the folder says, and names its menu.json. Throws std::runtime_error with the file and the cause.
void read_config(const std::string& folder, Account& account);

// Throws std::runtime_error, naming what is missing or malformed.
void check(const Account& account);

// The menu as in WeChat's menu/create, read now; {"button":[]} when there is none or it cannot be read.
std::string menu_json(const Account& account);

}  // namespace sandbox
