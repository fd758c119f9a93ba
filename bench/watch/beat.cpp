// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/beat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fourfold {
namespace {

constexpr std::string_view kBeat = "fourfold-beat-1";
constexpr std::string_view kAnswer = "fourfold-answer-1";
constexpr std::size_t kMostBytes = std::size_t{32} << 10;
constexpr std::size_t kFields = 15;

std::string plain(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0;;) {
    const std::size_t end = text.find(at, from);
    parts.push_back(text.substr(from, end - from));
    if (end == std::string_view::npos) return parts;
    from = end + 1;
  }
}

template <class Number>
bool to_number(std::string_view text, Number& value) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

std::string line_of(const RankView& v) {
  return fmt::format("\n{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", v.rank, v.pid,
                     static_cast<char>(v.process), v.ended, static_cast<unsigned>(v.phase),
                     static_cast<unsigned>(v.step), v.entered, v.left, v.call, v.case_number,
                     static_cast<std::uint64_t>(v.allowance_s * 1e3), plain(v.case_name),
                     plain(v.call_text), plain(v.said), plain(v.library));
}

bool read_line(std::string_view line, RankView& v) {
  const std::vector<std::string_view> field = split(line, '\t');
  unsigned phase = 0;
  unsigned step = 0;
  std::uint64_t allowance_ms = 0;
  const bool read =
      field.size() == kFields && to_number(field[0], v.rank) && to_number(field[1], v.pid) &&
      field[2].size() == 1 && to_number(field[3], v.ended) && to_number(field[4], phase) &&
      to_number(field[5], step) && to_number(field[6], v.entered) && to_number(field[7], v.left) &&
      to_number(field[8], v.call) && to_number(field[9], v.case_number) &&
      to_number(field[10], allowance_ms) && phase < kPhaseNames.size() && step < kStepNames.size();
  if (!read || v.rank < 0) return false;
  v.process = static_cast<ProcessState>(field[2][0]);
  v.phase = static_cast<Phase>(phase);
  v.step = static_cast<Step>(step);
  v.allowance_s = static_cast<double>(allowance_ms) / 1e3;
  v.case_name = field[11];
  v.call_text = field[12];
  v.said = field[13];
  v.library = field[14];
  return true;
}

}  // namespace

std::vector<std::string> encode_beat(const Beat& beat, std::string_view token) {
  const std::string head = fmt::format("{}\t{}\t{}\t{}\t{}\t{}", kBeat, token, plain(beat.host),
                                       beat.ranks, plain(beat.directory), beat.number);
  std::vector<std::string> datagrams{head};
  for (const RankView& view : beat.views) {
    const std::string line = line_of(view);
    const bool full = datagrams.back().size() + line.size() > kMostBytes;
    if (full && datagrams.back().size() > head.size()) datagrams.push_back(head);
    datagrams.back() += line;
  }
  return datagrams;
}

bool decode_beat(std::string_view datagram, std::string_view token, Beat& beat) {
  const std::vector<std::string_view> lines = split(datagram, '\n');
  const std::vector<std::string_view> head = split(lines[0], '\t');
  beat = {};
  if (head.size() != 6 || head[0] != kBeat || head[1] != token) return false;
  beat.host = head[2];
  beat.directory = head[4];
  if (!to_number(head[3], beat.ranks) || !to_number(head[5], beat.number)) return false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    RankView view;
    if (!read_line(lines[i], view)) return false;
    view.host = beat.host;
    beat.views.push_back(std::move(view));
  }
  return true;
}

std::string encode_answer(const Answer& answer, std::string_view token) {
  return fmt::format("{}\t{}\t{}\t{}\t{}", kAnswer, token, answer.end ? "end" : "well",
                     answer.number, plain(answer.why));
}

bool decode_answer(std::string_view datagram, std::string_view token, Answer& answer) {
  const std::vector<std::string_view> part = split(datagram, '\t');
  if (part.size() != 5 || part[0] != kAnswer || part[1] != token) return false;
  answer = {part[2] == "end", std::string(part[4]), 0};
  return to_number(part[3], answer.number);
}

}  // namespace fourfold
