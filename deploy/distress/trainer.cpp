#include "deploy/distress/trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>

#include "services/distress/model.h"
#include "wechat/utf8.h"

namespace distress {
namespace {

constexpr std::size_t kinds = services::distress_kinds.size();
constexpr int rounds = 12;
constexpr double step = 0.5, bias_step = 0.05, shrink = 0.001;
constexpr double least_cry = 0.1, least_kind = 0.8;  // weights below say next to nothing and are left out

/// One weight, and how far it has come: steps grow shorter (Adagrad).
struct Learned {
    double weight = 0, squares = 0;

    void learn(double gradient) {
        gradient += shrink * weight;
        squares += gradient * gradient;
        weight -= step * gradient / std::sqrt(squares + 1e-6);
    }
};

struct Part {
    Learned cry;
    std::array<Learned, kinds> of_kind;
};

struct Row {
    std::vector<std::size_t> parts;
    std::size_t kind = kinds;  // kinds: none
};

double logistic(double z) { return 1 / (1 + std::exp(-std::clamp(z, -30.0, 30.0))); }

class Trainer {
  public:
    explicit Trainer(const std::vector<Example>& examples) {
        std::map<std::u32string, int> seen;
        for (const Example& example : examples)
            for (const std::u32string& part : services::DistressModel::parts_of(example.folded)) ++seen[part];
        std::map<std::u32string, std::size_t> numbers;
        for (const auto& [part, times] : seen) {
            if (times < 2) continue;  // seen once, a part is that example's alone
            numbers.emplace(part, names_.size());
            names_.push_back(part);
        }
        parts_.resize(names_.size());
        for (const Example& example : examples) {
            Row row;
            for (const std::u32string& part : services::DistressModel::parts_of(example.folded))
                if (const auto number = numbers.find(part); number != numbers.end()) row.parts.push_back(number->second);
            const auto* kind =
                std::ranges::find(services::distress_kinds, example.kind, &std::pair<std::string_view, services::DistressKind>::second);
            row.kind = static_cast<std::size_t>(kind - services::distress_kinds.begin());
            rows_.push_back(std::move(row));
        }
    }

    void learn(std::uint32_t seed) {
        std::mt19937 random(seed);
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = rows_.size(); i > 1; --i) std::swap(rows_[i - 1], rows_[random() % i]);
            for (const Row& row : rows_) {
                learn_cry(row);
                if (row.kind < kinds) learn_kind(row);
            }
        }
    }

    std::string text() const {
        std::string text = "(bias)\t" + rounded(bias_) + "\n";
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            std::string of_kinds;
            for (std::size_t kind = 0; kind < kinds; ++kind)
                if (const double weight = parts_[i].of_kind[kind].weight; std::abs(weight) >= least_kind)
                    of_kinds += "\t" + std::string(services::distress_kinds[kind].first) + "=" + rounded(weight);
            if (std::abs(parts_[i].cry.weight) < least_cry && of_kinds.empty()) continue;
            text += wechat::to_utf8(names_[i]) + "\t" + rounded(parts_[i].cry.weight) + of_kinds + "\n";
        }
        return text;
    }

  private:
    static std::string rounded(double value) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.2f", value);
        return text.data();
    }

    void learn_cry(const Row& row) {
        const double norm = 1 / std::sqrt(static_cast<double>(row.parts.size()) + 1);
        double sum = 0;
        for (const std::size_t part : row.parts) sum += parts_[part].cry.weight;
        const double wrong = logistic(bias_ + sum * norm) - (row.kind < kinds ? 1 : 0);
        bias_ -= bias_step * wrong;
        for (const std::size_t part : row.parts) parts_[part].cry.learn(wrong * norm);
    }

    void learn_kind(const Row& row) {
        const double norm = 1 / std::sqrt(static_cast<double>(row.parts.size()) + 1);
        std::array<double, kinds> odds{};
        double all = 0;
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            double sum = 0;
            for (const std::size_t part : row.parts) sum += parts_[part].of_kind[kind].weight;
            odds[kind] = std::exp(std::clamp(sum * norm, -30.0, 30.0));
            all += odds[kind];
        }
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            const double wrong = odds[kind] / all - (row.kind == kind ? 1 : 0);
            for (const std::size_t part : row.parts) parts_[part].of_kind[kind].learn(wrong * norm);
        }
    }

    double bias_ = 0;
    std::vector<std::u32string> names_;
    std::vector<Part> parts_;
    std::vector<Row> rows_;
};

}  // namespace

std::vector<Line> read_list(const std::string& path) {
    std::ifstream file(path);
    std::vector<Line> lines;
    std::string text;
    std::getline(file, text);  // the header
    while (std::getline(file, text)) {
        const std::size_t first = text.find('\t'), second = text.find('\t', first + 1);
        if (first == std::string::npos) continue;
        lines.push_back({text.substr(0, first), text.substr(first + 1, second - first - 1),
                         second == std::string::npos ? "" : text.substr(second + 1)});
    }
    return lines;
}

std::string train(const std::vector<Example>& examples, std::uint32_t seed) {
    Trainer trainer(examples);
    trainer.learn(seed);
    return trainer.text();
}

}  // namespace distress
