/* The other end of the dispatch benchmark, and its floor.
 *
 *   peer serve N HOLD_MS each|together [CERT KEY]
 *     An HTTP server on 127.0.0.1 that spins on epoll and has the kernel stamp each request as it arrives. It prints its port; after
 *     N requests, first to last arrival. Each reply leaves HOLD_MS after its request (each), or all leave in one loop
 *     HOLD_MS after the last (together); it carries the moment it was sent, on CLOCK_MONOTONIC. Ends with its input.
 *   peer write PORT N BYTES
 *     Connects N sockets, writes one request of BYTES on each in one loop, prints first to last write.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The moment at which the kernel took in what lies in the socket; now, where it does not tell. */
static double arrived_ms(int fd) {
  char byte, control[256];
  struct iovec part = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  if (recvmsg(fd, &message, MSG_PEEK | MSG_DONTWAIT) > 0)
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c))
      if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) memcpy(&t, CMSG_DATA(c), sizeof t);
  return (double)(t.tv_sec % 1000000) * 1e3 + (double)t.tv_nsec / 1e6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

struct connection {
  int fd;
  int shaken;
  long got, want;
  char head[4096];
#ifdef WITH_TLS
  SSL *ssl;
#endif
};

struct due {
  struct connection *connection;
  double at;
};

static void reply(struct connection *c) {
  if (c->fd < 0) return;
  char text[1024], body[64];
  const double sent = now_ms();
  const int length = snprintf(body, sizeof body, "{\"sentMs\":%.6f}", sent);
  const int size = snprintf(text, sizeof text,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Amz-Executed-Version: 1\r\n"
    "x-amzn-RequestId: %.6f\r\nX-Amz-Log-Result: "
    "UkVQT1JUIFJlcXVlc3RJZDogeAlEdXJhdGlvbjogMS4wMCBtcwlCaWxsZWQgRHVyYXRpb246IDIgbXMJCg==\r\n"
    "Content-Length: %d\r\n\r\n%s", sent, length, body);
#ifdef WITH_TLS
  if (c->ssl != NULL) {
    SSL_write(c->ssl, text, size);
    return;
  }
#endif
  if (write(c->fd, text, (size_t)size) < 0 && errno != EPIPE && errno != ECONNRESET) fail("write");
}

/* Reads what is there. Returns 1 at the first byte of a request, 2 when it is whole, 3 for both, -1 at the end. */
static int take(struct connection *c) {
  char bytes[65536];
  int seen = 0;
  for (;;) {
    long size;
#ifdef WITH_TLS
    if (c->ssl != NULL) {
      if (!c->shaken) {
        const int done = SSL_accept(c->ssl);
        if (done == 1) c->shaken = 1;
        else {
          const int error = SSL_get_error(c->ssl, done);
          return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
        }
      }
      const int got = SSL_read(c->ssl, bytes, sizeof bytes);
      if (got <= 0) return SSL_get_error(c->ssl, got) == SSL_ERROR_WANT_READ ? seen : -1;
      size = got;
    } else
#endif
    {
      size = recv(c->fd, bytes, sizeof bytes, 0);
      if (size < 0) return errno == EAGAIN ? seen : -1;
      if (size == 0) return -1;
    }
    if (c->got == 0) {
      seen |= 1;
      c->want = 0;
    }
    if (c->got < (long)sizeof c->head - 1) {
      long part = (long)sizeof c->head - 1 - c->got;
      if (part > size) part = size;
      memcpy(c->head + c->got, bytes, (size_t)part);
      c->head[c->got + part] = 0;
    }
    c->got += size;
    if (c->want == 0) {
      const char *end = strstr(c->head, "\r\n\r\n");
      if (end != NULL) {
        const char *length = strcasestr(c->head, "\r\ncontent-length:");
        c->want = (end - c->head) + 4 + (length != NULL && length < end ? atol(length + 17) : 0);
      }
    }
    if (c->want > 0 && c->got >= c->want) {
      c->got = 0;
      seen |= 2;
    }
  }
}

static int serve(int n, double hold_ms, int together, const char *cert, const char *key) {
#ifdef WITH_TLS
  SSL_CTX *context = NULL;
  if (cert != NULL) {
    context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context, cert) != 1 || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
      fail("certificate");
  }
#else
  (void)key;
  if (cert != NULL) fail("built without TLS");
#endif
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 4096) != 0) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  const int loop = epoll_create1(0);
  struct epoll_event add = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &add);
  struct due *due = calloc((size_t)n, sizeof *due);
  long arrived = 0, whole = 0, replied = 0, spins = 0;
  double first = 0, last = 0;
  struct pollfd input = {.fd = 0, .events = POLLIN};
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    struct epoll_event events[1024];
    const int ready = epoll_wait(loop, events, 1024, 0);
    for (int i = 0; i < ready; i += 1) {
      struct connection *c = events[i].data.ptr;
      if (c == NULL) {
        int fd;
        while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
          const int on = 1;
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
          setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
          c = calloc(1, sizeof *c);
          c->fd = fd;
#ifdef WITH_TLS
          if (context != NULL) {
            c->ssl = SSL_new(context);
            SSL_set_fd(c->ssl, fd);
          }
#endif
          add.data.ptr = c;
          epoll_ctl(loop, EPOLL_CTL_ADD, fd, &add);
        }
        continue;
      }
      const double at = now_ms();
      const double arrival = arrived_ms(c->fd);
      const int seen = take(c);
      if (seen == -1) {
        close(c->fd);
        c->fd = -1;
        continue;
      }
      if ((seen & 1) && arrived < n) {
        if (arrived == 0 || arrival < first) first = arrival;
        if (arrived == 0 || arrival > last) last = arrival;
        arrived += 1;
        if (arrived == n) {
          printf("{\"spreadMs\":%.4f}\n", last - first);
          fflush(stdout);
        }
      }
      if ((seen & 2) && whole < n) {
        due[whole].connection = c;
        due[whole].at = at + hold_ms;
        whole += 1;
      }
    }
    if (replied < whole && (!together || whole == n)) {
      const double now = now_ms();
      while (replied < whole && now >= due[together ? n - 1 : replied].at) reply(due[replied++].connection);
    }
    if ((spins = (spins + 1) & 4095) == 0 && poll(&input, 1, 0) != 0) return 0;
  }
}

static int write_loop(int port, int n, int bytes) {
  int *fds = calloc((size_t)n, sizeof *fds);
  char *request = malloc((size_t)bytes + 256);
  const char *body = "{\"lambdaFanout\":{\"holdMs\":200}}";
  int size = sprintf(request, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\nX-Fill: ", strlen(body));
  while (size < bytes - 4 - (int)strlen(body)) request[size++] = 'x';
  size += sprintf(request + size, "\r\n\r\n%s", body);
  const struct sockaddr_in address = loopback(port);
  for (int i = 0; i < n; i += 1) {
    const int on = 1;
    fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    if (fds[i] < 0 || connect(fds[i], (const struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  usleep(100000);
  double first = 0, last = 0;
  for (int i = 0; i < n; i += 1) {
    last = now_ms();
    if (i == 0) first = last;
    if (write(fds[i], request, (size_t)size) != size) fail("write");
  }
  printf("{\"skewMs\":%.4f}\n", last - first);
  fflush(stdout);
  usleep(100000);
  return 0;
}

int main(int count, char **args) {
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  if (count >= 5 && strcmp(args[1], "serve") == 0)
    return serve(atoi(args[2]), atof(args[3]), strcmp(args[4], "together") == 0, count > 6 ? args[5] : NULL, count > 6 ? args[6] : NULL);
  if (count == 5 && strcmp(args[1], "write") == 0) return write_loop(atoi(args[2]), atoi(args[3]), atoi(args[4]));
  fputs("serve N HOLD_MS each|together [CERT KEY] | write PORT N BYTES\n", stderr);
  return 2;
}
