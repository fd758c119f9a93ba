// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

namespace fourfold {
namespace {

constexpr std::string_view kCopyEngines = "copy engines";
constexpr int kTellsOfCopyEngines = 22900;

/// What follows `key`, up to the next blank; "" where there is no such key.
std::string_view word_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  return rest.substr(0, rest.find(' '));
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [rest, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || rest == text.data()) return std::nullopt;
  return value;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// NCCL's number for it, or its name in capitals; "" of anything else: a later NCCL may have more.
std::string algorithm_of(std::string_view word) {
  if (const auto index = number(word)) {
    const bool known = *index >= 0 && static_cast<std::size_t>(*index) < kNcclAlgorithms.size();
    return known ? std::string(kNcclAlgorithms[static_cast<std::size_t>(*index)].name) : "";
  }
  return lower(word);
}

std::string protocol_of(std::string_view word) {
  if (const auto index = number(word)) {
    // kNcclProtocols begins with auto, NCCL's numbers with LL.
    const auto at = static_cast<std::size_t>(*index) + 1;
    return *index >= 0 && at < kNcclProtocols.size() ? std::string(kNcclProtocols[at]) : "";
  }
  return lower(word);
}

/// {0..15} are 16.
int channels_of(std::string_view message) {
  constexpr std::string_view kRange = "channel{Lo..Hi}={";
  const std::string_view range = word_after(message, kRange);
  const std::size_t dots = range.find("..");
  if (dots == std::string_view::npos) return 0;
  const auto low = number(range.substr(0, dots));
  const auto high = number(range.substr(dots + 2));
  return low && high && *high >= *low ? *high - *low + 1 : 0;
}

}  // namespace

std::optional<NcclTuning> parse_nccl_tuning(std::string_view line) {
  constexpr std::string_view kArrow = " Bytes -> ";
  const std::size_t at = line.find(kArrow);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = line.substr(0, at);
  const std::string_view message = line.substr(at + kArrow.size());
  NcclTuning tuning;
  if (message.starts_with("Algo ")) {
    tuning.algorithm = algorithm_of(word_after(message, "Algo "));
    tuning.protocol = protocol_of(word_after(message, " proto "));
    tuning.channels = channels_of(message);
  } else if (message.starts_with("Kernel ")) {
    tuning.algorithm = "symmetric";
    tuning.kernel = word_after(message, "Kernel ");
    tuning.channels = number(word_after(message, " nchannels ")).value_or(0);
  } else if (before.find("[Copy Engine]") != std::string_view::npos ||
             before.find("[Hierarchical CE]") != std::string_view::npos) {
    tuning.algorithm = kCopyEngines;
  }
  if (tuning.algorithm.empty()) return std::nullopt;
  return tuning;
}

std::string describe(const NcclTuning& tuning) {
  std::string out = tuning.algorithm;
  if (!tuning.kernel.empty()) out += " kernel " + tuning.kernel;
  if (!tuning.protocol.empty()) out += ", " + tuning.protocol;
  if (tuning.channels != 0) {
    out += fmt::format(", {} channel{}", tuning.channels, tuning.channels == 1 ? "" : "s");
  }
  return out;
}

std::string describe_nccl_log(std::string_view log) {
  std::vector<std::string> ways;
  while (!log.empty()) {
    const std::size_t end = std::min(log.find('\n'), log.size());
    if (const auto tuning = parse_nccl_tuning(log.substr(0, end))) {
      std::string way = describe(*tuning);
      if (std::ranges::find(ways, way) == ways.end()) ways.push_back(std::move(way));
    }
    log.remove_prefix(std::min(end + 1, log.size()));
  }
  return fmt::format("{}", fmt::join(ways, " and "));
}

bool agrees(std::string_view description, std::string_view algorithm, std::string_view protocol) {
  constexpr std::string_view kAnd = " and ";
  if (const std::size_t and_at = description.find(kAnd); and_at != description.npos) {
    return agrees(description.substr(0, and_at), algorithm, protocol) &&
           agrees(description.substr(and_at + kAnd.size()), algorithm, protocol);
  }
  const std::string as_list = fmt::format(", {},", description);
  const auto lists = [&](std::string_view word) {
    return word == "auto" || as_list.find(fmt::format(", {},", word)) != std::string::npos;
  };
  return lists(algorithm) && lists(protocol);
}

std::string departure(std::string_view description, const NcclSettings& asked, int version_code) {
  if (description.starts_with("unknown")) return "";
  const bool by_engines = asked.cta_policy == NcclCtaPolicy::Zero;
  if (by_engines && version_code >= kTellsOfCopyEngines &&
      !agrees(description, kCopyEngines, "auto")) {
    return fmt::format("asked for {}, NCCL did {}", kCopyEngines, description);
  }
  if (agrees(description, asked.algorithm, name(asked.protocol))) return "";
  return fmt::format("asked for algorithm {}, protocol {}, NCCL did {}", asked.algorithm,
                     name(asked.protocol), description);
}

}  // namespace fourfold
