/*
 * The least a watcher can do: reads inotify events of the directories given, compares each name with the prefix, and
 * prints "NANOSECONDS NAME" (CLOCK_MONOTONIC) for those that begin with it. Prints "ready" once it watches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "containerd-shim-";

static void tell(const struct inotify_event *event) {
  struct timespec now;
  if (event->len == 0 || strncmp(event->name, prefix, sizeof prefix - 1) != 0) return;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%lld %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, event->name);
  fflush(stdout);
}

int main(int argc, char **argv) {
  static char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
  int watcher = inotify_init1(IN_CLOEXEC);
  ssize_t length;
  for (int i = 1; i < argc; i++) {
    /* The mask of libuv's fs.watch, so that both get the same events. */
    if (inotify_add_watch(watcher, argv[i], IN_ATTRIB | IN_CREATE | IN_MODIFY | IN_DELETE | IN_DELETE_SELF |
                                                IN_MOVE_SELF | IN_MOVED_FROM | IN_MOVED_TO) < 0) {
      perror(argv[i]);
      return 1;
    }
  }
  puts("ready");
  fflush(stdout);
  while ((length = read(watcher, buffer, sizeof buffer)) > 0) {
    for (char *at = buffer; at < buffer + length; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
      tell((struct inotify_event *)at);
  }
  return 0;
}
