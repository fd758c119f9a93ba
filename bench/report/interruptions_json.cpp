// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/interruptions_json.hpp"

#include "bench/record/interruptions.hpp"
#include "bench/report/json_values.hpp"

namespace fourfold {

std::string interruptions_json(const RunRecord& record) {
  Json run = Json::object();
  for (const Interruption& one : interruptions(record)) {
    run["interruptions"].push_back({{"launch", one.launch},
                                    {"start", one.start},
                                    {"when", text_or_null(one.when)},
                                    {"cause", one.cause},
                                    {"case_in_hand", text_or_null(one.case_in_hand)},
                                    {"cases_finished", one.cases},
                                    {"lost_hosts", one.lost_hosts},
                                    {"excluded", one.excluded},
                                    {"resumed", one.resumed},
                                    {"completed", one.completed}});
  }
  for (const Unfinished& one : unfinished(record)) {
    run["unfinished"].push_back({{"launch", one.launch}, {"why", one.why}, {"cases", one.cases}});
  }
  for (const MergedRecord& one : record.manifest.merged) {
    run["merged"].push_back({{"path", one.path},
                             {"sha256", one.sha256},
                             {"started", one.started},
                             {"shard", one.shard}});
  }
  return run.dump();
}

}  // namespace fourfold
