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

}  // namespace sandbox
