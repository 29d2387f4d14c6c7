// services/exit_entry/exit_entry_halls.cpp — 出入境办证点与自助机查询 (catalogue §5.2 row 27): halls and machines, their hours and what
// they do.
#include "services/shapes/directory.h"

namespace services {

Service exit_entry_halls() {
    const Directory halls{
        .kinds = {{"hall", "办证大厅"}, {"machine", "自助机"}}, .called = "出入境办证点", .advice = "出入境业务咨询请拨打12367。"};
    return Service{.id = "exit_entry_halls",
                   .title = "出入境办证点与自助机查询",
                   .kind = Kind::information,
                   .level = Level::L0,
                   .channels = "WBJ",
                   .words = {"出入境地址", "办证大厅", "签注机", "自助机", "附近签注"},
                   .card = {.ways = {"符合条件的签注可以在自助机当场办理", "其他业务到办证大厅办理"},
                            .who = "所有人都可以查；要带的材料看办哪种证件，可以拨打12367询问"},
                   .fields = {where("请发送您的位置，或输入区名、地名，例如：天河区"), only(halls)},
                   .submit = look_up(halls)};
}

}  // namespace services
