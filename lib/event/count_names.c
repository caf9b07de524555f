// SPDX-License-Identifier: BSD-2-Clause
#include "event/count_names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"

#define BUCKETS	    1024
#define PENDING_MAX 64

/* The number of an exe, or of a cgroup, which has no device. */
struct number {
	uint64_t inode;
	uint32_t dev, generation;
};

struct name {
	struct name *next;
	struct number number;
	uint64_t age; /* when it was given last */
	char *text;
};

struct ss_count_names {
	struct name *buckets[BUCKETS];
	uint64_t age;
	struct ss_wire_naming pending[PENDING_MAX]; /* the newest, of processes not known yet */
	size_t pendings, next;
};

static struct number exe_number(const struct ss_wire_exe_id *exe)
{
	return (struct number){ exe->inode, exe->dev, exe->generation };
}

static struct number cgroup_number(uint64_t id)
{
	return (struct number){ id, UINT32_MAX, 0 };
}

static struct name **bucket(struct ss_count_names *n, const struct number *k)
{
	uint64_t h = (k->inode ^ (uint64_t)k->dev << 40 ^ k->generation) * 0x9e3779b97f4a7c15;

	return &n->buckets[h >> 54];
}

static struct name *find(const struct ss_count_names *n, struct number k)
{
	struct name *name = *bucket((struct ss_count_names *)n, &k);

	while (name && memcmp(&name->number, &k, sizeof(k)) != 0)
		name = name->next;
	return name;
}

static int put(struct ss_count_names *n, struct number k, const char *text, size_t len)
{
	struct name *name = find(n, k), **head = bucket(n, &k);
	char *copy = strndup(text ? text : "", len);

	if (!copy)
		return -ENOMEM;
	if (!name) {
		name = calloc(1, sizeof(*name));
		if (!name) {
			free(copy);
			return -ENOMEM;
		}
		name->number = k;
		name->next = *head;
		*head = name;
	}
	free(name->text);
	name->text = copy;
	name->age = n->age;
	return 0;
}

static int put_container(struct ss_count_names *n, uint64_t cgroup_id, const struct ss_proc *p)
{
	char text[sizeof("\"container\":\"\"") + SS_CONTAINER_ID_LEN];
	size_t len = 0;

	if (p->container.id[0]) {
		stpcpy(stpcpy(stpcpy(text, "\"container\":\""), p->container.id), "\"");
		len = strlen(text);
	}
	return put(n, cgroup_number(cgroup_id), text, len);
}

/* 1 if the table knows the image that R speaks of, and it has been named; 0 if not yet. */
static int name_by(struct ss_count_names *n, struct ss_stream *s, const struct ss_wire_naming *r)
{
	struct ss_proc_id id = ss_wire_proc_id(&r->id);
	struct ss_proc *p = ss_proc_find(s->table, &id);
	const struct ss_image *image = ss_image_of(p, &r->id);
	int err = 0;

	if (!p || (!image && !p->kernel_thread))
		return 0;
	if (r->exe.inode && image)
		err = put(n, exe_number(&r->exe), image->json, image->exe_json_len);
	if (!err && r->cgroup_id && p->cgroup_id == r->cgroup_id)
		err = put_container(n, r->cgroup_id, p);
	return err ? err : 1;
}

static bool fresh(struct ss_count_names *n, struct name *name)
{
	if (name)
		name->age = n->age;
	return name;
}

int ss_count_names_take(struct ss_count_names *n, struct ss_stream *s,
			const struct ss_wire_naming *r)
{
	bool exe = !r->exe.inode || fresh(n, find(n, exe_number(&r->exe)));
	bool cgroup = !r->cgroup_id || fresh(n, find(n, cgroup_number(r->cgroup_id)));
	int done;

	if (exe && cgroup)
		return 0;
	done = name_by(n, s, r);
	if (done)
		return done < 0 ? done : 0;
	n->pending[n->next++ % PENDING_MAX] = *r;
	if (n->pendings < PENDING_MAX)
		n->pendings++;
	return 0;
}

void ss_count_names_retry(struct ss_count_names *n, struct ss_stream *s)
{
	size_t left = 0;

	for (size_t i = 0; i < n->pendings; i++)
		if (name_by(n, s, &n->pending[i]) == 0)
			n->pending[left++] = n->pending[i];
	n->pendings = n->next = left;
}

void ss_count_names_age(struct ss_count_names *n)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct name **at = &n->buckets[i]; *at;) {
			struct name *name = *at;

			if (name->age >= n->age) {
				at = &name->next;
				continue;
			}
			*at = name->next;
			free(name->text);
			free(name);
		}
	n->age++;
}

const char *ss_count_exe(const struct ss_count_names *n, const struct ss_wire_exe_id *exe)
{
	struct name *name = exe->inode ? find(n, exe_number(exe)) : NULL;

	return !exe->inode ? "" : name ? name->text : NULL;
}

const char *ss_count_container(const struct ss_count_names *n, uint64_t cgroup_id)
{
	struct name *name = find(n, cgroup_number(cgroup_id));

	return name ? name->text : NULL;
}

struct ss_count_names *ss_count_names_new(void)
{
	return calloc(1, sizeof(struct ss_count_names));
}

void ss_count_names_free(struct ss_count_names *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (n->buckets[i]) {
			struct name *name = n->buckets[i];

			n->buckets[i] = name->next;
			free(name->text);
			free(name);
		}
	free(n);
}
