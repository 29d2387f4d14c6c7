#include "api/residents.h"

#include <algorithm>
#include <pugixml.hpp>

#include "xml.h"

namespace sandbox {
namespace {

constexpr std::size_t most = 10'000;
constexpr int once = 1;

std::string field(pugi::xml_node node, const char* name) { return inner_text(node.child(name)); }

void follow(Resident& resident, const std::string& key, Ms now) {
    const bool by_code = key.rfind("qrscene_", 0) == 0;
    resident.follows = true;
    resident.since = now;
    resident.scene = by_code ? "ADD_SCENE_QR_CODE" : "ADD_SCENE_SEARCH";
    resident.qr_scene = by_code ? key.substr(8) : "";
}

// One agreement is good for one notice, and several can be saved up.
void agree(Resident& resident, pugi::xml_node list) {
    for (const auto item : list.children("List")) {
        const auto id = field(item, "TemplateId");
        if (field(item, "SubscribeStatusString") == "accept") {
            resident.accepted[id] += once;
        } else {
            resident.accepted.erase(id);
        }
    }
}

}  // namespace

Residents::Residents() {
    for (const char* openid : {"oSandboxResident0000000000001", "oSandboxResident0000000000002", "oSandboxResident0000000000003"})
        meet(openid).wx_name = "resident_" + std::string(openid).substr(std::string(openid).size() - 1);
}

Resident* Residents::find(const std::string& openid) {
    const auto it = known_.find(openid);
    return it == known_.end() ? nullptr : &it->second;
}

Resident* Residents::named(const std::string& wx_name) {
    const auto it = std::find_if(known_.begin(), known_.end(), [&](const auto& each) { return each.second.wx_name == wx_name; });
    return it == known_.end() || wx_name.empty() ? nullptr : &it->second;
}

Resident& Residents::meet(const std::string& openid) {
    if (Resident* known = find(openid); known != nullptr) return *known;
    if (order_.size() >= most) {
        known_.erase(order_.front());
        order_.erase(order_.begin());
    }
    order_.push_back(openid);
    auto& resident = known_[openid];
    resident.openid = openid;
    return resident;
}

void Residents::heard(const std::string& xml, Ms now) {
    pugi::xml_document document;
    if (!document.load_string(xml.c_str())) return;
    const auto message = document.child("xml");
    const auto openid = field(message, "FromUserName");
    if (openid.empty() || openid.size() > 64) return;
    auto& resident = meet(openid);
    const auto event = field(message, "Event");
    // Who does anything but leave must be following.
    if (event != "unsubscribe" && !resident.follows) follow(resident, field(message, "EventKey"), now);
    if (field(message, "MsgType") != "event") {
        resident.windows["message"] = {now + 48 * hour, 5};
    } else if (event == "unsubscribe") {
        resident.follows = false;
        resident.windows.clear();
        resident.accepted.clear();
    } else if (event == "subscribe") {
        resident.windows["follow"] = {now + minute, 3};
    } else if (event == "SCAN" || event == "scan") {
        resident.windows["scan"] = {now + minute, 3};
    } else if (event == "CLICK" || event == "scancode_push" || event == "scancode_waitmsg") {
        resident.windows["menu"] = {now + minute, 3};
    }
    agree(resident, message.child("SubscribeMsgPopupEvent"));
    agree(resident, message.child("SubscribeMsgChangeEvent"));
}

std::vector<std::string> Residents::followers() const {
    std::vector<std::string> found;
    std::copy_if(order_.begin(), order_.end(), std::back_inserter(found),
                 [this](const std::string& openid) { return known_.at(openid).follows; });
    return found;
}

std::vector<Resident*> Residents::all() {
    std::vector<Resident*> found;
    for (const auto& openid : order_) found.push_back(&known_.at(openid));
    return found;
}

bool take_mass_message(Resident& resident, Ms now) {
    constexpr int most_a_month = 4;
    if (resident.mass_month != month_of(now)) resident.mass_received = 0;
    resident.mass_month = month_of(now);
    if (resident.mass_received == most_a_month) return false;
    ++resident.mass_received;
    return true;
}

Sending take_message(Resident& resident, Ms now) {
    std::erase_if(resident.windows, [now](const auto& window) { return window.second.until <= now; });
    if (resident.windows.empty()) return Sending::closed;
    Window* first = nullptr;
    for (auto& [name, window] : resident.windows) {
        if (window.left > 0 && (first == nullptr || window.until < first->until)) first = &window;
    }
    if (first == nullptr) return Sending::used_up;
    --first->left;
    return Sending::allowed;
}

}  // namespace sandbox
