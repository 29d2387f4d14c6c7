// What answers each interface, one function each; the table in table.cpp says which is which. Each throws Refusal.
#pragma once
#include "api/call.h"

namespace sandbox {

Answer stable_token(Call& call);
Answer plain_token(Call& call);

Answer create_menu(Call& call);
Answer get_menu(Call& call);
Answer current_menu(Call& call);
Answer delete_menu(Call& call);
Answer add_conditional_menu(Call& call);
Answer delete_conditional_menu(Call& call);
Answer try_menu(Call& call);

Answer send_custom(Call& call);
Answer show_typing(Call& call);

Answer upload_media(Call& call);
Answer get_media(Call& call);
Answer add_material(Call& call);
Answer delete_material(Call& call);

Answer add_draft(Call& call);
Answer get_draft(Call& call);
Answer delete_draft(Call& call);
Answer update_draft(Call& call);
Answer count_drafts(Call& call);
Answer list_drafts(Call& call);

Answer submit_publication(Call& call);
Answer get_publication(Call& call);
Answer delete_publication(Call& call);
Answer get_published(Call& call);
Answer list_published(Call& call);

Answer send_template(Call& call);
Answer list_templates(Call& call);
Answer delete_template(Call& call);
Answer send_subscription(Call& call);
Answer list_subscriptions(Call& call);
Answer add_subscription(Call& call);
Answer delete_subscription(Call& call);
Answer template_categories(Call& call);
Answer public_titles(Call& call);
Answer public_keywords(Call& call);

Answer send_to_all(Call& call);
Answer send_to_some(Call& call);
Answer preview_mass(Call& call);
Answer get_mass(Call& call);
Answer delete_mass(Call& call);

Answer user_info(Call& call);
Answer users_info(Call& call);
Answer list_followers(Call& call);
Answer set_remark(Call& call);

Answer create_tag(Call& call);
Answer list_tags(Call& call);
Answer rename_tag(Call& call);
Answer delete_tag(Call& call);
Answer tags_of_user(Call& call);
Answer tag_users(Call& call);
Answer untag_users(Call& call);
Answer users_of_tag(Call& call);
Answer list_blacklist(Call& call);
Answer blacklist_users(Call& call);
Answer unblacklist_users(Call& call);

Answer create_code(Call& call);
Answer show_code(Call& call);
Answer get_ticket(Call& call);

Answer callback_addresses(Call& call);
Answer api_addresses(Call& call);
Answer check_callback(Call& call);
Answer clear_quota(Call& call);
Answer clear_quota_by_secret(Call& call);
Answer get_quota(Call& call);
Answer get_rid(Call& call);

Answer authorize(Call& call);
Answer confirm_authorization(Call& call);
Answer exchange_code(Call& call);
Answer refresh_grant(Call& call);
Answer granted_user(Call& call);
Answer check_grant(Call& call);

}  // namespace sandbox
