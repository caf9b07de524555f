/* SPDX-License-Identifier: BSD-2-Clause */
/* Instances by name, for the verbs that look into one. */
#ifndef SS_BREAKER_INSTANCE_H
#define SS_BREAKER_INSTANCE_H

#include "breaker_types.h"
#include "datapath.h"

/* The name of the instance that guards an interface, unless it was given another.  One that is too
 * long for any is a usage error. */
void instance_name(const char *ifname, char name[static SS_BREAKER_INSTANCE_MAX]);

/*
 * Call FN for the instance NAME, or the only one there is (NULL).  What FN returned;
 * SS_EXIT_NO: there is none, or there are several; -errno.  What is wrong is reported.
 */
int instance_do(const char *name, plane_fn fn, void *arg);

#endif
