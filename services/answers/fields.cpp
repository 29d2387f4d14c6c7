#include "services/answers/fields.h"

namespace services {

const std::vector<const FieldType*>& field_types() {
    static const std::vector<const FieldType*> all{
        &choice,   &text,           &line,       &person_name,    &newborn_name, &id_card,
        &mobile,   &sms_code,       &plate,      &date,           &past_moment,  &district,
        &place,    &appointment_no, &record_no,  &query_password, &credit_code,  &hk_macau_permit,
        &passport, &business_no,    &receipt_no, &slip_no,        &decision_no,  &accident_no,
        &file_no,  &engine_last6,   &vin,        &landline,       &postcode,     &birth_certificate_no,
        &position, &photo,          &money};
    return all;
}

std::vector<Option> district_options() {
    std::vector<Option> options;
    for (const District& district : districts()) options.push_back({district.code, district.name});
    return options;
}

}  // namespace services
