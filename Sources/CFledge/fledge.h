/* Fledge's environments and task distributions in C.
 *
 * The library is libFledgeC.so; `.ci/build-c-library` builds it. Texts are UTF-8 and end with 0. A function that
 * can fail returns 0 for success, or a pointer that is null if it failed, and then stores a message at
 * `error`, unless that is null; release it with fledge_free. Different handles may be used in different
 * threads at once, one handle only by one thread at a time. No thread is ever started.
 * A pointer may be null only where that is said; counts are below 2 to the power of 31.
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

/* Memory of the caller that copies are stepped from and into, other memory in each call if wanted. E copies, O
 * numbers of an observation, A of an action, P of a task; row by row. */
typedef struct {
  const float *actions;      /* [E, A]; a choice is a whole number from 0 */
  const int64_t *choices;    /* [E], instead of actions where these are choices; null to read actions */
  float *observations;       /* [E, O] */
  double *rewards;           /* [E] */
  uint8_t *terminated;       /* [E], 1 where the episode ended by itself */
  uint8_t *truncated;        /* [E], 1 where it was cut at the horizon */
  float *final_observations; /* [E, O], of the episodes that ended in the latest step; null if not wanted */
  uint8_t *begun;            /* [E], 1 where an episode began; 2 if a trial began with it */
  float *tasks;              /* [E, P], the task of a running episode; written where a trial begins */
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
                                                char **error);
void fledge_environments_destroy(fledge_environments *environments);

/* Puts a copy on a task from its next episode on, which it then keeps. With null it draws its tasks again. */
int fledge_environments_set_task(fledge_environments *environments, size_t copy, const float *task,
                                 char **error);

/* Begins an episode in the copies where chosen, [E], is not 0; in all if it is null. With streams, [E], these
 * begin anew: the first episode, on the first task, of the random numbers that belong to a stream. So copy 3 of
 * four with streams 5, 6, 7, 8 does what a single copy with stream 8 does. */
int fledge_environments_begin(fledge_environments *environments, const uint8_t *chosen,
                              const uint32_t *streams, const fledge_memory *memory, char **error);

/* Takes a step in every copy, from and into the caller's memory. */
int fledge_environments_step(fledge_environments *environments, const fledge_memory *memory,
                             char **error);

/* Pictures, where the library was built with Cairo. */

/* 1 if it was, otherwise 0; the next two functions then fail. */
int fledge_draws(void);

/* Keeps what episodes do from their beginning on, which pictures show. Call it before the first begin. */
int fledge_environments_watch(fledge_environments *environments, char **error);

/* Draws the episode of a copy up to now: the scene, steps and return above it, facts about the task below it.
 * pixels receives red, green and blue, row by row from the top, [height, width, 3]; both sides are from 32 to
 * 4096. Small pictures have the scene alone. */
int fledge_environments_render(fledge_environments *environments, size_t copy, size_t width, size_t height,
                               uint8_t *pixels, char **error);

/* Scores: what `fledge score` does, with an agent of the caller's own. O numbers of an observation, A of an
 * action, V of what is revealed after a step. All pointers are valid during the call only. */

/* A block of a trial: episodes played side by side, one per copy. */
typedef struct {
  size_t number;        /* in its trial, from 0; a trial begins with block 0 */
  size_t copies;        /* E */
  const uint32_t *key;  /* [2], the address of the agent's random numbers in this block */
} fledge_block;

/* What the running copies show before a step; n of them. */
typedef struct {
  size_t step;               /* about to be taken, from 0 */
  size_t count;              /* n */
  const size_t *copies;      /* [n], their numbers, ascending from 0 */
  const float *observations; /* [n, O] */
} fledge_view;

/* What followed in the copies that were running. */
typedef struct {
  fledge_view view;                /* before the step */
  const float *actions;            /* [n, A] */
  const float *rewards;            /* [n] */
  const uint8_t *terminated;       /* [n], 1 where the episode ended by itself */
  const uint8_t *truncated;        /* [n], 1 where it was cut at the horizon */
  const float *next_observations;  /* [n, O] */
  size_t target_size;              /* V, mostly 0 */
  const float *targets;            /* [n, V], such as the right answer */
} fledge_outcome;

/* The episodes of a block that has ended, one after the other; B steps in all. */
typedef struct {
  size_t episodes;                 /* E */
  const size_t *offsets;           /* [E + 1], where the steps of each begin */
  const float *observations;       /* [B, O], before each step */
  const float *actions;            /* [B, A] */
  const float *rewards;            /* [B] */
  const uint8_t *terminated;       /* [E] */
  const float *final_observations; /* [E, O] */
} fledge_rollouts;

/* An agent: functions of the caller. A function returns 0, or another number if it failed, which ends the
 * scoring.
 *
 * `trial` numbers what plays: a trial of a pooled agent, or trials side by side of a separate one. Its first call
 * is `begin` with block 0; it starts as a new agent, knowing nothing of the others. */
typedef struct {
  void *context; /* handed to each function */
  int separate;  /* 0 if the copies of a block teach one agent, 1 if each copy is an agent with a trial of its own */
  int (*begin)(void *context, uint64_t trial, const fledge_block *block);
  int (*act)(void *context, uint64_t trial, const fledge_view *view, float *actions); /* [n, A] */
  int (*observe)(void *context, uint64_t trial, const fledge_outcome *outcome);       /* null if not wanted */
  int (*absorb)(void *context, uint64_t trial, const fledge_rollouts *rollouts);      /* between blocks */
  void (*end)(void *context, uint64_t trial); /* no more calls follow; null if not wanted */
} fledge_agent;

/* Scores an agent on the tasks of `fledge score`, with the same random numbers, and returns what
 * `fledge score --json` prints.
 *
 * protocol is a JSON object: "name", "split" ("test"), "tasks", "steps", "rollouts", "episodes",
 * "episodesPerStep" (1), "seed" (1) and "byStep" (false) mean what the options of `fledge score` do, and have
 * the defaults of its --player. */
char *fledge_score(const fledge_distribution *distribution, const fledge_agent *agent,
                   const char *protocol, char **error);

/* Random numbers by address: the same key and position always give the same ones. A position is three whole
 * numbers, for instance step, episode and coordinate. */

/* The key for a narrower use: purposes are numbered as in RandomPurpose, 5 is for actions. */
void fledge_random_child(const uint32_t *key, uint32_t purpose, int64_t index, uint32_t *child);

/* Four words at each position, [count, 3]: words is [count, 4]. */
void fledge_random_words(const uint32_t *key, size_t count, const uint32_t *positions, uint32_t *words);

/* Two standard normal numbers at each position, [count, 3]: numbers is [count, 2]. */
void fledge_random_normals(const uint32_t *key, size_t count, const uint32_t *positions, float *numbers);

/* A number of the beta distribution at each position, [count, 2]: the third coordinate counts tries. first and
 * second are the parameters, [count], at least 1. */
int fledge_random_betas(const uint32_t *key, size_t count, const uint32_t *positions,
                        const double *first, const double *second, double *numbers, char **error);

#ifdef __cplusplus
}
#endif

#endif
