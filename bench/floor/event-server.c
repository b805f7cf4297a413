/*
 * The least a server of events can do: accepts connections on a unix socket, and sends every one of them a frame of SIZE
 * bytes with the name of each file that appears in a directory. Prints "ready" once it listens.
 *
 *   event-server DIRECTORY SOCKET SIZE
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST 4096

static int clients[MOST];
static int count;

static int listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, MOST) < 0) {
    perror(path);
    exit(1);
  }
  return server;
}

static void publish(const char *name, char *frame, size_t size) {
  int length = snprintf(frame, size, "data: %s ", name);
  if (length < (int)size - 2) memset(frame + length, '.', size - 2 - length);
  memcpy(frame + size - 2, "\n\n", 2);
  for (int i = 0; i < count; i++)
    if (write(clients[i], frame, size) < 0) perror("write");
}

int main(int argc, char **argv) {
  static char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
  struct rlimit files;
  int watcher = inotify_init1(IN_CLOEXEC);
  size_t size = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
  if (size < 64 || inotify_add_watch(watcher, argv[1], IN_MOVED_TO) < 0) return 1;
  char *frame = malloc(size);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  struct pollfd polled[] = {{.fd = watcher, .events = POLLIN}, {.fd = listen_at(argv[2]), .events = POLLIN}};
  puts("ready");
  fflush(stdout);
  while (poll(polled, 2, -1) > 0) {
    if (polled[1].revents && count < MOST) clients[count++] = accept(polled[1].fd, NULL, NULL);
    if (!polled[0].revents) continue;
    ssize_t length = read(watcher, buffer, sizeof buffer);
    for (char *at = buffer; at < buffer + length; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
      publish(((struct inotify_event *)at)->name, frame, size);
  }
  return 0;
}
