// Which field a call refuses before anything is sent.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "wechat/errors.h"

/// "" when it refuses none.
template <class Call>
std::string field_refused(Call call) {
    try {
        call();
    } catch (const wechat::OutOfLimits& error) {
        CHECK(std::string(error.what()).starts_with(error.field() + ": "));
        return error.field();
    }
    return "";
}
