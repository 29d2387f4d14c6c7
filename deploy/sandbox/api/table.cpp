#include "api/table.h"

#include "api/handlers.h"

namespace sandbox {

const std::vector<Interface>& interfaces() {
    using enum Method;
    using enum Takes;
    constexpr bool token = true;
    constexpr bool open = false;
    static const std::vector<Interface> table = {
        {"/cgi-bin/stable_token", post, open, json, 500'000, stable_token},
        {"/cgi-bin/token", either, open, nothing, 2'000, plain_token},

        {"/cgi-bin/menu/create", post, token, json, 1'000, create_menu},
        {"/cgi-bin/menu/get", get, token, nothing, 10'000, get_menu},
        {"/cgi-bin/get_current_selfmenu_info", get, token, nothing, 10'000, current_menu},
        {"/cgi-bin/menu/delete", get, token, nothing, 1'000, delete_menu},
        {"/cgi-bin/menu/addconditional", post, token, json, 2'000, add_conditional_menu},
        {"/cgi-bin/menu/delconditional", post, token, json, 2'000, delete_conditional_menu},
        {"/cgi-bin/menu/trymatch", post, token, json, 20'000, try_menu},

        {"/cgi-bin/message/custom/send", post, token, json, 500'000, send_custom},
        {"/cgi-bin/message/custom/typing", post, token, json, 500'000, show_typing},

        {"/cgi-bin/media/upload", post, token, file, 100'000, upload_media},
        {"/cgi-bin/media/get", get, token, nothing, 200'000, get_media},
    };
    return table;
}

}  // namespace sandbox
