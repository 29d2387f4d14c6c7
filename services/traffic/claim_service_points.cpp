// services/traffic/claim_service_points.cpp — 快撤理赔服务点查询 (catalogue §5.1 row 8): where a minor accident is settled and assessed.
#include "services/shapes/directory.h"

namespace services {

Service claim_service_points() {
    return Service{
        .id = "claim_service_points",
        .title = "快撤理赔服务点查询",
        .kind = Kind::information,
        .level = Level::L0,
        .channels = "WBJ",
        .words = {"理赔点", "快撤点", "理赔中心", "定损点"},
        .card = {.who = "没有人受伤、车辆能移动的两车事故，双方一起去", .papers = "驾驶证、行驶证、保险单和双方车辆", .term = "现场办理"},
        .fields = {where("请发送您的位置，或输入区名、地名，例如：天河区")},
        .submit = look_up({.kinds = {{"claim_point"}},
                           .called = "快撤理赔服务点",
                           .advice = "有人受伤或车辆不能移动的，请先拨打120和122，不要离开现场。",
                           .offers = {{"在线快撤理赔", "quick_accident_claim"}}})};
}

}  // namespace services
