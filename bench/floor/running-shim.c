/* Runs with the words of a shim, and has one child, the first process of a container, whose pid it prints. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
  pid_t child = fork();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (child == 0) return execlp("sleep", "sleep", "infinity", (char *)NULL);
  printf("%d\n", child);
  fclose(stdout);
  for (;;) pause();
}
