#include "scan.h"

#include <stdexcept>

#include "push.h"

namespace sandbox {

Request scanned(State& state, Request request) {
    const Code* code = find_code(state.codes, request.scene, state.clock.now());
    if (code == nullptr) throw std::runtime_error("no QR code with this scene is good any more");
    if (request.openid.empty()) request.openid = first_resident;
    const Resident* resident = state.residents.find(request.openid);
    const bool follows = resident != nullptr && resident->follows;
    request.type = "event";
    request.event = follows ? "SCAN" : "subscribe";
    request.key = follows ? code->scene : "qrscene_" + code->scene;
    request.fields = "<EventKey>{key}</EventKey><Ticket>" + code->ticket + "</Ticket>";
    return request;
}

}  // namespace sandbox
