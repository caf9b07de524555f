/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: the parts of a line that describe a process. */
#ifndef SS_PROCESS_H
#define SS_PROCESS_H

#include "event/event.h"
#include "wire.h"

struct ss_proc_id ss_wire_proc_id(const struct ss_wire_id *id);

/*
 * Names from leaf to root ("bash\0bin\0usr\0") to "/usr/bin/bash"; OUT needs
 * len + 1 bytes.  A path that is not WHOLE lacks its beginning: no slash
 * leads.  Returns the length.
 */
size_t ss_path_join(char *out, const char *names, size_t len, bool whole);

/* enter.c: what every record says of its process, whoever it is, into the table; NULL: no memory.
 */
struct ss_proc *ss_process_enter(struct ss_stream *s, const struct ss_wire_task *t, uint32_t flags);
/* The line of a record begun: see ss_stream_begin(). */
struct ss_json ss_event_line(struct ss_stream *s, struct ss_strbuf *out, enum ss_event_type type,
			     const struct ss_wire_head *h);

/* args.c: arguments that came apart; the newest few, until their exec takes them. */
struct ss_apart *ss_apart_new(void);
void ss_apart_free(struct ss_apart *apart);
/* A copy of what R holds.  0 or -ENOMEM. */
int ss_apart_put(struct ss_apart *apart, const struct ss_wire_args *r);
/* Those of this image, the caller's to free; NULL if they are not there. */
char *ss_apart_take(struct ss_apart *apart, const struct ss_wire_id *id, size_t *len);

/* exec.c: a record of SS_EVENT_EXEC or _EXEC_FAILED; OUT NULL: no line.  0 or -EBADMSG. */
int ss_exec_take(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);

/* "process":{ids...  then the image, then ss_process_end() with the rest and the brace. */
void ss_process_begin(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t);
/* P's image if it is the one ID names: an exec between them may have been lost. */
const struct ss_image *ss_image_of(const struct ss_proc *p, const struct ss_wire_id *id);
void ss_image_write(struct ss_json *w, const struct ss_image *image);
void ss_process_end(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
		    uint32_t flags);

/*
 * "parent", "ancestors", "container", "cgroup_id", "incomplete".  KNOWN: the
 * process's own image is in the line.  ARGS_FAULT: not all of its arguments could
 * be read.  SELF may be gone after this.
 */
void ss_neighbours_write(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
			 const struct ss_proc *self, bool known, bool args_fault);

/*
 * program.c: what a process runs, all of it from one record: paths are names from
 * leaf to root, args each with its NUL.
 */
struct ss_program {
	const char *exe, *cwd, *cgroup, *args;
	size_t exe_len, cwd_len, cgroup_len, args_len;
	uint64_t args_bytes;
	uint32_t flags; /* of the record */
	char *path;	/* exe, joined: from ss_program_enter() to ss_program_fini() */
	size_t path_len;
};
/* ss_process_enter(), and the process's image and container. */
struct ss_proc *ss_program_enter(struct ss_stream *s, const struct ss_wire_task *t,
				 struct ss_program *x);
void ss_program_fini(struct ss_program *x);
/* "process" and its neighbours, to the end of the line but for the brace. */
void ss_program_write(struct ss_stream *s, struct ss_json *w, const struct ss_wire_task *t,
		      const struct ss_program *x, const struct ss_proc *p);
void ss_program_cwd(struct ss_json *w, const struct ss_program *x);
/* ss_path_join() into memory of its own; "/" if there are no names and it is WHOLE. */
char *ss_path_joined(const char *names, size_t len, bool whole, size_t *out_len);

/* The parts of that for others: "ancestors" from the parent's comm on, "container" if there is one.
 */
void ss_ancestors_write(struct ss_stream *s, struct ss_json *w, const char *parent_comm,
			struct ss_proc *parent);
void ss_container_write(struct ss_stream *s, struct ss_json *w,
			const struct ss_container *container);

#define SS_SIGNAL_NAME_SIZE 24
/* take.c: how a process ended, from what wait(2) gives: "exit_signal" or "exit_code". */
void ss_status_write(struct ss_json *w, int status);
/* "SIGKILL", "SIGRTMIN+3", or "65" for what has no name. */
void ss_signal_name(int signal, char out[static SS_SIGNAL_NAME_SIZE]);

/* enter.c: "error":"EPERM", or "errno":N for one without a name; nothing for 0.  ERROR is
 * negative. */
void ss_error_write(struct ss_json *w, int32_t error);

/* A string in a field of MAX bytes that may fill it. */
size_t ss_bounded_len(const char *s, size_t max);
/* "pts/3" of the driver's "pts3". */
void ss_tty_text(const char name[SS_WIRE_TTY_LEN], char text[SS_WIRE_TTY_LEN + 2]);

/*
 * actor.c: end the line of an event that says only who acts: "process", "parent",
 * "ancestors", "container", "cgroup_id", "incomplete" and the brace, most of it
 * as it was written for that process the last time.  An actor of zeros is one
 * that is not known: the line has no process then, and says so.
 */
void ss_actor_end(struct ss_stream *s, struct ss_json *w, const struct ss_wire_actor *a);

/*
 * One for each kind of record with an actor: checks the whole record and, unless
 * OUT is NULL, writes its line.  0 or -EBADMSG.
 */
typedef int (*ss_take_fn)(struct ss_stream *s, const void *data, size_t size,
			  struct ss_strbuf *out);
int ss_take_file(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_syscall(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_uprobe(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_net(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_net_close(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_dns(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_tls(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);

/* security_*.c */
int ss_take_creds(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_signal(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_ptrace(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_module(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_bpf_load(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_bpf_attach(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_kexec(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_keyctl(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_ns_set(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_ns_unshare(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_mount(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);
int ss_take_io_uring(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out);

#endif
