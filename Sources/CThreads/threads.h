// Two functions of glibc that its headers hide from Swift's module of it.

#pragma once

extern int sched_getaffinity(int process, unsigned long size, void *processors);
extern int pthread_setname_np(unsigned long thread, const char *name);
