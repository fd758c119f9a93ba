// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/share_descriptor.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

#include "collectives/mpi_session.hpp"
#include "collectives/peer_regions.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A socket of this host that has no place in the file system: the kernel names it.
class Mailbox {
 public:
  Mailbox() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un any{};
    any.sun_family = AF_UNIX;
    if (socket_ < 0 ||
        bind(socket_, reinterpret_cast<const sockaddr*>(&any), sizeof any.sun_family) != 0) {
      const int error = errno;
      if (socket_ >= 0) close(socket_);
      throw Error(fmt::format("no socket between processes: {}", std::strerror(error)));
    }
  }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox() { close(socket_); }

  /// For send() on another rank. The name's first byte is 0 and left out.
  std::string name() const {
    sockaddr_un own{};
    socklen_t length = sizeof own;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &length);
    const std::size_t before = offsetof(sockaddr_un, sun_path) + 1;
    return length > before ? std::string(own.sun_path + 1, length - before) : "";
  }

  void send(const std::string& name, int descriptor) const {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::copy_n(name.data(), std::min(name.size(), sizeof to.sun_path - 1), to.sun_path + 1);
    Message message;
    message.header.msg_name = &to;
    message.header.msg_namelen =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    cmsghdr* const control = CMSG_FIRSTHDR(&message.header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(control), &descriptor, sizeof descriptor);
    if (sendmsg(socket_, &message.header, MSG_NOSIGNAL) >= 0) return;
    throw Error(fmt::format("{}; processes in containers of their own do not reach each other so",
                            std::strerror(errno)));
  }

  /// What was sent before.
  int take() const {
    Message message;
    if (recvmsg(socket_, &message.header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0) {
      throw Error(fmt::format("nothing came from rank 0: {}", std::strerror(errno)));
    }
    const cmsghdr* const control = CMSG_FIRSTHDR(&message.header);
    if (control == nullptr || control->cmsg_type != SCM_RIGHTS) {
      throw Error("what came from rank 0 is no descriptor");
    }
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(control), sizeof descriptor);
    return descriptor;
  }

 private:
  /// One byte and room for one descriptor.
  struct Message {
    char byte = 0;
    iovec bytes{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
    msghdr header{};
    Message() {
      header.msg_iov = &bytes;
      header.msg_iovlen = 1;
      header.msg_control = room.data();
      header.msg_controllen = room.size();
    }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;
  };

  int socket_;
};

/// All ranks do it, and go on or throw.
template <class Step>
void together(MpiSession& session, Step step) {
  std::string error;
  try {
    step();
  } catch (const Error& failed) {
    error = fmt::format("rank {}: {}", session.rank(), failed.what());
  }
  go_on_or_throw<Error>(session, error);
}

}  // namespace

int share_descriptor(MpiSession& session, int own) {
  std::unique_ptr<Mailbox> mailbox;
  together(session, [&] { mailbox = std::make_unique<Mailbox>(); });
  const std::vector<std::string> names = session.gather(mailbox->name());
  together(session, [&] {
    for (std::size_t rank = 1; session.rank() == 0 && rank < names.size(); ++rank) {
      mailbox->send(names[rank], own);
    }
  });
  int descriptor = own;
  together(session, [&] {
    if (session.rank() > 0) descriptor = mailbox->take();
  });
  return descriptor;
}

}  // namespace fourfold
