// Reads a reply as WeChat would: shows it, shows nothing, or tells the resident that the service is out of order.
#pragma once
#include <string>
#include <vector>

#include "account.h"
#include "exchange.h"

namespace sandbox {

struct Judged {
    Verdict verdict;
    std::string reply_xml;  // decrypted; empty when there was none or it could not be opened
    std::vector<Bubble> shown;
};

// `body` is what came with HTTP 200. Rules and limits: the passive-reply pages of WeChat's documentation.
Judged judge(const Account& account, const Exchange& pushed, const std::string& body);

// Whether WeChat shows a passive reply to this push, and so also its fault message.
bool shows_reply(const Request& request);

// 该公众号提供的服务出现故障，请稍后再试
Bubble fault_bubble();

}  // namespace sandbox
