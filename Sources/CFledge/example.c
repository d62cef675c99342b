/* Plays point-robot/goals from C: sixteen copies, each on its own task, walk at random.
 *
 *     cc example.c -I Sources/CFledge -L FOLDER -lFledgeC -Wl,-rpath,FOLDER -o example
 */
#include "fledge.h"

#include <stdio.h>
#include <stdlib.h>

enum { copies = 16, steps = 200 };

static void check(int failed, char *error) {
  if (!failed) return;
  fprintf(stderr, "%s\n", error);
  fledge_free(error);
  exit(1);
}

int main(void) {
  char *error = NULL;
  fledge_distribution *goals = fledge_distribution_create("point-robot/goals", NULL, &error);
  check(goals == NULL, error);

  static float actions[copies * 2], observations[copies * 2], tasks[copies * 2];
  static double rewards[copies];
  static unsigned char terminated[copies], truncated[copies], begun[copies];
  fledge_memory memory = {.actions = actions,
                          .observations = observations,
                          .rewards = rewards,
                          .terminated = terminated,
                          .truncated = truncated,
                          .begun = begun,
                          .tasks = tasks};
  fledge_environments *robots =
      fledge_environments_create(goals, NULL, "test", copies, 0, FLEDGE_SAME_STEP, &error);
  check(robots == NULL, error);
  check(fledge_environments_begin(robots, NULL, NULL, &memory, &error), error);

  double sum = 0;
  int episodes = 0;
  unsigned random = 1;
  for (int step = 0; step < steps; ++step) {
    for (int index = 0; index < copies * 2; ++index) {
      random = random * 1664525u + 1013904223u;
      actions[index] = (float)(random >> 8) / (1 << 23) - 1;
    }
    check(fledge_environments_step(robots, &memory, &error), error);
    for (int copy = 0; copy < copies; ++copy) {
      sum += rewards[copy];
      episodes += terminated[copy] | truncated[copy];
    }
  }
  printf("fledge %s: %d episodes, mean reward %.4f\n", fledge_version(), episodes,
         sum / (copies * steps));

  fledge_environments_destroy(robots);
  fledge_distribution_destroy(goals);
  return 0;
}
