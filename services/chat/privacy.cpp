#include "services/chat/privacy.h"

#include <string>
#include <vector>

#include "services/chat/hearing.h"
#include "services/chat/phrases.h"

namespace services {
namespace {

struct Doubt {
    std::string_view answer;
    std::vector<std::string> phrases;  // as `plain` leaves them
};

/// An earlier row goes before a later one: 会不会泄露我的信息 asks who gets it, not whether it is safe.
const std::vector<Doubt>& doubts() {
    static const std::vector<Doubt> all{
        {"不会。您的信息只用于这项业务，加密保存，不卖、不公开、不给无关的人，也不会用来推销。",
         {"卖给", "卖出去", "拿去卖",   "泄露",   "泄漏",     "外泄",     "给别人",   "给人", "给第三方", "给其他", "给哪个",
          "给谁", "谁能看", "谁可以看", "谁会看", "谁看得到", "被人知道", "别人知道", "骚扰", "推销",     "打广告"}},
        {"没有提交的内容很快清除；提交后的随办理记录依法保存，期满清除，一直加密，用途不变。",
         {"保存多久", "存多久", "保留多久", "留多久", "存几耐", "保存几耐", "留几耐", "几时删", "什么时候删", "会删", "删除我", "删除资料",
          "可以删", "能删", "删掉", "存在哪", "存在边", "存放在"}},
        {"不同意也没关系：这里就不收集您的信息，可以带身份证和材料到窗口办理。要在这里办，才需要您同意。",
         {"不同意…行",      "不同意…可以", "不同意…得",  "不同意…怎",    "不同意…点",   "不同意…会",    "不同意…办",
          "一定要同意",     "必须同意",    "必须要同意", "非要同意",     "可以不同意",  "可不可以不给", "可不可以不填",
          "可不可以不提供", "能不能不给",  "能不能不填", "能不能不提供", "可以不给",    "能不给",       "不给…行",
          "不给…得",        "不给…可以",   "不提供…行",  "不提供…得",    "不提供…可以", "不填…行",      "不填…得"}},
        {"这些信息用来核对是您本人在办理，并办好这项业务，别的用途都没有。",
         {"做乜",        "做咩",      "做什么用",    "用来",     "拿来",     "攞来",     "要来",  "有什么用",
          "有咩用",      "有乜用",    "点解要",      "为什么要", "为何要",   "凭什么",   "凭咩",  "点解…资料",
          "为什么…资料", "点解…信息", "为什么…信息", "干嘛要",   "干什么用", "要这么多", "要咁多"}},
        {"这里是广州公安的服务号。您的信息加密保存，只用于这项业务；我们不会要您转账，也不会问银行卡密码。",
         {"安全吗", "安不安全", "安全不", "放心", "信得过", "可信", "可靠", "骗", "真的假的", "隐私", "个人信息", "我的资料", "我资料",
          "我的信息"}},
    };
    return all;
}

}  // namespace

std::string_view about_privacy(std::string_view normalised) {
    const std::string said = searched(plain(normalised));
    for (const Doubt& doubt : doubts()) {
        if (longest_inside(doubt.phrases, said) > 0) return doubt.answer;
    }
    return {};
}

}  // namespace services
