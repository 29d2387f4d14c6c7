// services/community/police_station_directory.cpp — 派出所与窗口查询 (catalogue §5.5 row 47): sub-bureaus, their stations, other counters.
#include "services/shapes/directory.h"

namespace services {

Service police_station_directory() {
    return Service{.id = "police_station_directory",
                   .title = "派出所与窗口查询",
                   .kind = Kind::lookup,
                   .level = Level::L0,
                   .channels = "WBJ",
                   .words = {"派出所", "派出所电话", "附近派出所", "警务室"},
                   .card = {.who = "所有人都可以查", .term = "马上有结果"},
                   .fields = {where("请发送您的位置，或输入区名、派出所名称或地名，例如：天河区、棠下")},
                   .submit = look_up({.kinds = {{"bureau"}, {"station"}, {"office"}},
                                      .called = "派出所或窗口",
                                      .advice = "紧急情况请直接拨打110。",
                                      .bookings = {{"预约在这里办身份证", "id_card_appointment"}}})};
}

}  // namespace services
