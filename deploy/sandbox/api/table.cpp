#include "api/table.h"

#include "api/handlers.h"

namespace sandbox {
namespace {

using enum Method;
using enum Takes;
constexpr bool token = true;
constexpr bool open = false;

constexpr Interface table[] = {
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
    {"/cgi-bin/material/add_material", post, token, file, 1'000, add_material},
    {"/cgi-bin/material/del_material", post, token, json, 1'000, delete_material},

    {"/cgi-bin/draft/add", post, token, json, 1'000, add_draft},
    {"/cgi-bin/draft/get", post, token, json, 1'000, get_draft},
    {"/cgi-bin/draft/delete", post, token, json, 1'000, delete_draft},
    {"/cgi-bin/draft/update", post, token, json, 1'000, update_draft},
    {"/cgi-bin/draft/count", get, token, nothing, 1'000, count_drafts},
    {"/cgi-bin/draft/batchget", post, token, json, 1'000, list_drafts},
    {"/cgi-bin/freepublish/submit", post, token, json, 100, submit_publication},
    {"/cgi-bin/freepublish/get", post, token, json, 1'000, get_publication},
    {"/cgi-bin/freepublish/delete", post, token, json, 100, delete_publication},
    {"/cgi-bin/freepublish/getarticle", post, token, json, 1'000, get_published},
    {"/cgi-bin/freepublish/batchget", post, token, json, 1'000, list_published},

    {"/cgi-bin/message/template/send", post, token, json, 100'000, send_template},
    {"/cgi-bin/template/get_all_private_template", get, token, nothing, 100'000, list_templates},
    {"/cgi-bin/template/del_private_template", post, token, json, 100'000, delete_template},
    {"/cgi-bin/message/subscribe/bizsend", post, token, json, 100'000, send_subscription},
    {"/wxaapi/newtmpl/gettemplate", get, token, nothing, 100'000, list_subscriptions},
    {"/wxaapi/newtmpl/addtemplate", post, token, json, 100'000, add_subscription},
    {"/wxaapi/newtmpl/deltemplate", post, token, json, 100'000, delete_subscription},
    {"/wxaapi/newtmpl/getcategory", get, token, nothing, 100'000, template_categories},
    {"/wxaapi/newtmpl/getpubtemplatetitles", get, token, nothing, 100'000, public_titles},
    {"/wxaapi/newtmpl/getpubtemplatekeywords", get, token, nothing, 100'000, public_keywords},

    {"/cgi-bin/message/mass/sendall", post, token, json, 100, send_to_all},
    {"/cgi-bin/message/mass/send", post, token, json, 100, send_to_some},
    {"/cgi-bin/message/mass/preview", post, token, json, 100, preview_mass},
    {"/cgi-bin/message/mass/get", post, token, json, 100, get_mass},
    {"/cgi-bin/message/mass/delete", post, token, json, 10, delete_mass},

    {"/cgi-bin/user/info", get, token, nothing, 5'000'000, user_info},
    {"/cgi-bin/user/info/batchget", post, token, json, 5'000'000, users_info},
    {"/cgi-bin/user/info/updateremark", post, token, json, 10'000, set_remark},
    {"/cgi-bin/user/get", get, token, nothing, 500, list_followers},

    {"/cgi-bin/tags/create", post, token, json, 1'000, create_tag},
    {"/cgi-bin/tags/get", get, token, nothing, 1'000, list_tags},
    {"/cgi-bin/tags/update", post, token, json, 1'000, rename_tag},
    {"/cgi-bin/tags/delete", post, token, json, 1'000, delete_tag},
    {"/cgi-bin/tags/getidlist", post, token, json, 100'000, tags_of_user},
    {"/cgi-bin/tags/members/batchtagging", post, token, json, 100'000, tag_users},
    {"/cgi-bin/tags/members/batchuntagging", post, token, json, 100'000, untag_users},
    {"/cgi-bin/tags/members/getblacklist", post, token, json, 100'000, list_blacklist},
    {"/cgi-bin/tags/members/batchblacklist", post, token, json, 100'000, blacklist_users},
    {"/cgi-bin/tags/members/batchunblacklist", post, token, json, 100'000, unblacklist_users},
    {"/cgi-bin/user/tag/get", post, token, json, 100'000, users_of_tag},

    {"/cgi-bin/qrcode/create", post, token, json, 100'000, create_code},
    {"/cgi-bin/showqrcode", get, open, nothing, 1'000'000, show_code},
    {"/cgi-bin/ticket/getticket", get, token, nothing, 100'000, get_ticket},

    {"/cgi-bin/getcallbackip", get, token, nothing, 100'000, callback_addresses},
    {"/cgi-bin/get_api_domain_ip", get, token, nothing, 100'000, api_addresses},
    {"/cgi-bin/callback/check", post, token, json, 100'000, check_callback},
    {"/cgi-bin/clear_quota", post, token, json, 1'000'000, clear_quota},
    {"/cgi-bin/clear_quota/v2", post, open, json, 1'000'000, clear_quota_by_secret},
    {"/cgi-bin/openapi/quota/get", post, token, json, 1'000'000, get_quota},
    {"/cgi-bin/openapi/rid/get", post, token, json, 1'000'000, get_rid},

    {"/connect/oauth2/authorize", get, open, nothing, 1'000'000, authorize},
    {"/connect/oauth2/confirm", get, open, nothing, 1'000'000, confirm_authorization},
    {"/sns/oauth2/access_token", get, open, nothing, 100'000'000, exchange_code},
    {"/sns/oauth2/refresh_token", get, open, nothing, 100'000'000, refresh_grant},
    {"/sns/userinfo", get, open, nothing, 100'000'000, granted_user},
    {"/sns/auth", get, open, nothing, 100'000'000, check_grant},
};

}  // namespace

std::span<const Interface> interfaces() { return table; }

}  // namespace sandbox
