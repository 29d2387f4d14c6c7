#include "services/form/spec.h"

namespace services {

// No default branch: the compiler names an enumerator that is forgotten here.

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::lookup:
            return "lookup";
        case Kind::appointment:
            return "appointment";
        case Kind::application:
            return "application";
        case Kind::payment:
            return "payment";
        case Kind::report:
            return "report";
        case Kind::information:
            return "information";
    }
    return "";
}

std::string_view name_of(Level level) {
    switch (level) {
        case Level::L0:
            return "L0";
        case Level::L1:
            return "L1";
        case Level::L2:
            return "L2";
        case Level::L3:
            return "L3";
        case Level::L4:
            return "L4";
    }
    return "";
}

std::string_view name_of(Pay pay) {
    switch (pay) {
        case Pay::none:
            return "-";
        case Pay::window:
            return "win";
        case Pay::wechat:
            return "WX";
    }
    return "";
}

std::string_view name_of(Code code) {
    switch (code) {
        case Code::OK:
            return "OK";
        case Code::ALREADY_PAID:
            return "ALREADY_PAID";
        case Code::DUPLICATE:
            return "DUPLICATE";
        case Code::NOT_FOUND:
            return "NOT_FOUND";
        case Code::MISMATCH:
            return "MISMATCH";
        case Code::NOT_OWNER:
            return "NOT_OWNER";
        case Code::LEVEL_TOO_LOW:
            return "LEVEL_TOO_LOW";
        case Code::NOT_ELIGIBLE:
            return "NOT_ELIGIBLE";
        case Code::BAD_FIELD:
            return "BAD_FIELD";
        case Code::QUOTA_FULL:
            return "QUOTA_FULL";
        case Code::TOO_EARLY:
            return "TOO_EARLY";
        case Code::TOO_LATE:
            return "TOO_LATE";
        case Code::BLACKLISTED:
            return "BLACKLISTED";
        case Code::CLOSED_DAY:
            return "CLOSED_DAY";
        case Code::RATE_LIMITED:
            return "RATE_LIMITED";
        case Code::CAPTCHA_REQUIRED:
            return "CAPTCHA_REQUIRED";
        case Code::UPSTREAM_DOWN:
            return "UPSTREAM_DOWN";
        case Code::CONSENT_REQUIRED:
            return "CONSENT_REQUIRED";
    }
    return "";
}

std::string_view name_of(Control control) {
    switch (control) {
        case Control::text:
            return "text";
        case Control::tel:
            return "tel";
        case Control::date:
            return "date";
        case Control::select:
            return "select";
        case Control::file:
            return "file";
        case Control::location:
            return "location";
        case Control::textarea:
            return "textarea";
    }
    return "";
}

}  // namespace services
