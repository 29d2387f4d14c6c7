#include "services/chat/words.h"

#include <array>

#include "services/answers/characters.h"
#include "services/chat/hearing.h"
#include "services/chat/phrases.h"

namespace services {
namespace {

struct Command {
    Word word;
    std::string_view said;  // whole messages between bars
};

constexpr std::array commands = std::to_array<Command>({
    {Word::menu, "|菜单|主菜单|menu|首页|目录|返回主菜单|返回菜单|业务菜单|全部业务|"},
    {Word::help, "|帮助|help|?|怎么用|使用帮助|怎么操作|怎么使用|"},
    {Word::cancel,
     "|取消|退出|cancel|quit|exit|不办了|取消办理|结束|放弃|算了|不同意|我不同意|不办|不想办|不想办了|不要了|不想要了|不弄了|不想弄了|"
     "不搞了|先不办|先不办了|我要取消|我想取消|不改了|不改期了|不换了|不想换了|不约了|不预约了|不填了|不查了|不给|不想给|不愿意|不想提供|"
     "不提供|不想说|"
     "不想填|拒绝|我拒绝|不方便提供|"
     "不想给资料|"},
    {Word::back, "|上一步|返回|返回上一步|back|后退|上一题|"},
    {Word::restart, "|重新开始|重来|从头开始|重新填写|restart|"},
    {Word::progress, "|进度|我的进度|查进度|查询进度|办理进度|进度查询|progress|"},
    {Word::person, "|人工|人工客服|转人工|人工服务|客服|找客服|转人工客服|真人|我要人工|找人工|找人帮忙|要人工|真人客服|"},
    {Word::more, "|下一页|更多|more|next|下页|查看更多|"},
    {Word::skip, "|跳过|没有|无|skip|不填|暂无|"},
    {Word::done, "|完成|发完了|发好了|已发完|传完了|没有了|没了|就这些|好了|下一步|done|"},
    {Word::confirm,
     "|确认|确定|提交|确认提交|是|是的|好|好的|ok|[ok]|yes|confirm|对|对的|没错|没问题|没有问题|可以|可以的|行|行的|嗯|嗯嗯|得|系|正确|"
     "确认无误|👍|[强]|[好的]|[赞]|👌|同意|我同意|同意并继续|agree|"},
    {Word::change, "|修改|更改|改|我要修改|"},
    {Word::resume, "|继续|继续办理|接着办|continue|"},
    {Word::resend,
     "|重发|重新发送|重发验证码|再发一次|没收到|收不到|获取验证码|没收到验证码|收不到验证码|验证码收不到|没有收到|没有收到验证码|短信没来|"
     "没有短信|收不到短信|再发|重新获取|"},
    {Word::renumber,
     "|更换号码|换号码|换个号码|换手机号|换手机|改号码|改手机号|号码错了|号码不对|手机号错了|写错号码了|打错号码了|输错号码了|不是这个号码|"
     "号码换了|换了号码|手机号换了|更换手机号|更换手机号码|"},
    {Word::why,
     "|为什么|为什么要|为什么要我的资料|为什么要我的信息|为什么要这些|为什么要身份证|为什么要身份证号码|为什么要手机号|点解要我的资料|"
     "点解要我的信息|点解要|点解要身份证|点解要我身份证|点解要手机号|做咩要我的资料|做乜要|干嘛要我的信息|要来干什么|要来干嘛|有什么用|"
     "用来做什么|用来干嘛|安全吗|安不安全|会不会泄露|会泄露吗|会不会泄露我的信息|是不是骗子|是骗子吗|骗人的吧|是真的吗|真的假的|"},
});

}  // namespace

Word engine_word(std::string_view normalised) {
    const std::string said = lower(plain(normalised));
    for (const Command& command : commands) {
        if (is_listed(command.said, said)) return command.word;
    }
    return Word::none;
}

}  // namespace services
