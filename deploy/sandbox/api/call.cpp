#include "api/call.h"

#include <httplib.h>

namespace sandbox {

const std::string& Call::raw_body() const { return http.body; }
std::string Call::query(const char* name) const { return http.get_param_value(name); }
std::string Call::header(const char* name) const { return http.get_header_value(name); }

Answer done() { return {R"({"errcode":0,"errmsg":"ok"})"}; }

void require(bool holds, int errcode, std::string errmsg) {
    if (!holds) throw Refusal{errcode, std::move(errmsg)};
}

Resident& known(Call& call, const std::string& openid) {
    Resident* resident = call.state.residents.find(openid);
    require(resident != nullptr, 40003);
    return *resident;
}

Resident& follower(Call& call, const std::string& openid) {
    Resident& resident = known(call, openid);
    require(resident.follows, 43004);
    return resident;
}

void show(const Call& call, const std::string& openid, const std::string& bubble) {
    Note note{"message", openid, {}, Clock{}.now()};
    note.detail = "{\"bubble\":" + bubble + "}";
    call.world.journal.add(std::move(note));
}

}  // namespace sandbox
