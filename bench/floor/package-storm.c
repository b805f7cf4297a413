/*
 * What a package manager does to a directory: package-storm DIR COUNT PER_SECOND. For each file it creates
 * NAME.dpkg-new, writes, closes, and renames it to NAME.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void install(const char *directory, long number) {
  char unpacked[4096], installed[4096];
  snprintf(unpacked, sizeof unpacked, "%s/tool-%ld.dpkg-new", directory, number);
  snprintf(installed, sizeof installed, "%s/tool-%ld", directory, number);
  int file = open(unpacked, O_CREAT | O_WRONLY | O_TRUNC, 0755);
  if (file < 0 || write(file, "#!/bin/sh\n", 10) != 10 || close(file) != 0 || rename(unpacked, installed) != 0) {
    perror(unpacked);
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  long count = atol(argv[2]), per_second = atol(argv[3]);
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (long number = 0; number < count; number++) {
    install(argv[1], number);
    due.tv_nsec += 1000000000L / per_second;
    if (due.tv_nsec >= 1000000000L) due.tv_sec++, due.tv_nsec -= 1000000000L;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
  }
  return 0;
}
