/* Fledge's environments and task distributions in C.
 *
 * The library is libFledgeC.so; `make c-library` builds it. Texts are UTF-8 and end with 0. A function that
 * can fail returns 0 for success, or a pointer that is null if it failed, and then stores a message at
 * `error`, unless that is null; release it with fledge_free. Different handles may be used in different
 * threads at once, one handle only by one thread at a time. No thread is ever started.
 */
#ifndef FLEDGE_H
#define FLEDGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where tasks come from. */
typedef struct fledge_distribution fledge_distribution;
/* Copies of one environment, each on a task of its own. */
typedef struct fledge_environments fledge_environments;

/* Memory of the caller that copies are stepped from and into; it must outlive the environments. E copies, O
 * numbers of an observation, A of an action, P of a task; row by row. */
typedef struct {
  const float *actions;      /* [E, A]; a choice is a whole number from 0 */
  float *observations;       /* [E, O] */
  float *rewards;            /* [E] */
  uint8_t *terminated;       /* [E], 1 where the episode ended by itself */
  uint8_t *truncated;        /* [E], 1 where it was cut at the horizon */
  float *final_observations; /* [E, O], of the episodes that ended in the latest step; null if not wanted */
  uint8_t *begun;            /* [E], 1 where an episode began; 2 if a trial began with it */
  float *tasks;              /* [E, P], the task of each running episode */
  uint32_t *counts;          /* [3]: how many episodes ended in the latest step, how many began in the latest
                                call, and how many trials with them; null if not wanted */
} fledge_memory;

/* What happens where an episode has ended. */
enum {
  FLEDGE_NEXT_STEP = 0, /* the next step ignores the action and begins an episode: reward 0 */
  FLEDGE_SAME_STEP = 1, /* the step begins the next episode at once */
  FLEDGE_DISABLED = 2   /* nothing; fledge_environments_begin begins the next one */
};

/* The version of the library, such as "1.0". */
const char *fledge_version(void);

/* All distributions as JSON: [{"name": "point-robot/goals", "version": 2, "options": [...]}, ...]. */
char *fledge_catalog(void);

/* Releases a text that this library returned. */
void fledge_free(char *text);

/* Makes a distribution, such as "bandit/bernoulli". options is a JSON object such as {"pulls": 100}, or null. */
fledge_distribution *fledge_distribution_create(const char *name, const char *options, char **error);
void fledge_distribution_destroy(fledge_distribution *distribution);

/* Lets a parameter take other values in every split: "gravity=1...5,15...20". */
int fledge_distribution_vary(fledge_distribution *distribution, const char *values, char **error);

/* Spaces, parameters, horizon, splits and known levels as JSON. */
char *fledge_distribution_describe(const fledge_distribution *distribution);

/* Draws tasks first, first + 1, ... of a split ("train", "test", "shifted"): `fledge score` scores the tasks
 * of "test" from 0 on with its --seed. tasks receives [count, P]. */
int fledge_distribution_sample(const fledge_distribution *distribution, const char *split, uint64_t seed,
                               uint64_t first, size_t count, float *tasks, char **error);

/* Checks that tasks, [count, P], have legal values. */
int fledge_distribution_check(const fledge_distribution *distribution, const float *tasks, size_t count,
                              char **error);

/* Makes copies.
 *
 * tasks has a task for each copy, [count, P]; with null, each copy draws tasks of `split` by its stream. A trial
 * is episodes_per_trial episodes on one task, after which a copy draws the next; with 0, or with tasks given, a
 * copy keeps its task. */
fledge_environments *fledge_environments_create(const fledge_distribution *distribution, const float *tasks,
                                                const char *split, size_t count,
                                                size_t episodes_per_trial, int autoreset,
                                                const fledge_memory *memory, char **error);
void fledge_environments_destroy(fledge_environments *environments);

/* Puts a copy on a task from its next episode on, which it then keeps. With null it draws its tasks again. */
int fledge_environments_set_task(fledge_environments *environments, size_t copy, const float *task,
                                 char **error);

/* Begins an episode in the copies where chosen, [E], is not 0; in all if it is null. With streams, [E], these
 * begin anew: the first episode, on the first task, of the random numbers that belong to a stream. So copy 3 of
 * four with streams 5, 6, 7, 8 does what a single copy with stream 8 does. */
int fledge_environments_begin(fledge_environments *environments, const uint8_t *chosen,
                              const uint32_t *streams, char **error);

/* Takes a step in every copy, from and into the caller's memory. */
int fledge_environments_step(fledge_environments *environments, char **error);

#ifdef __cplusplus
}
#endif

#endif
