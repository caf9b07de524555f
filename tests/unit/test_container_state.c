// SPDX-License-Identifier: BSD-2-Clause
/* State of each runtime, as it writes it, in a directory of ours. */
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "proc/container_names.h"
#include "proc/container_state.h"

#define ID   "551e161c47d8"
#define FULL "551e161c47d8a1d0a0b0c0d0e0f00112233445566778899aabbccddeeff00112"

static char root[] = "/tmp/ss-test-state-[x]*XXXXXX"; /* a pattern's characters are but a name */

static void put(const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *slash = strchr(path + sizeof(root), '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path, 0755);
		*slash = '/';
	}
	f = fopen(path, "w");
	check(f && fputs(text, f) >= 0 && !fclose(f));
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	return ftw->level ? remove(path) : 0;
}

static void clean(void)
{
	nftw(root, drop, 16, FTW_DEPTH | FTW_PHYS);
}

/* Its labels, or with NULL that there are none; then everything is gone. */
static void is(const char *want)
{
	struct ss_strbuf b = { 0 };
	int err = ss_container_state(root, ID, &b);

	check(err == (want ? 0 : -ENOENT) || (!want && err == -EINVAL));
	check_str(b.data ? b.data : "", want ? want : "");
	ss_strbuf_fini(&b);
	clean();
}

#define DOCKER "/var/lib/docker/containers/" FULL "/config.v2.json"
#define TASKS  "containerd/io.containerd.runtime.v2.task/"
#define CRI    "/run/" TASKS "k8s.io/" FULL "/config.json"
#define PODMAN "/var/lib/containers/storage/overlay-containers/containers.json"

static void docker(void)
{
	put(DOCKER, "{\"ID\":\"" FULL "\",\"Config\":{\"Image\":\"nginx:1.25\",\"Labels\":{}},"
		    "\"Image\":\"sha256:0123\",\"Name\":\"/web\"}");
	is("\"name\":\"web\",\"image\":\"nginx:1.25\"");
}

static void docker_of_kubernetes(void)
{
	put(DOCKER, "{\"Config\":{\"Image\":\"nginx\",\"Labels\":{"
		    "\"io.kubernetes.container.name\":\"web\",\"io.kubernetes.pod.name\":\"web-0\","
		    "\"io.kubernetes.pod.namespace\":\"shop\"}},\"Name\":\"/k8s_web_web-0_shop\"}");
	is("\"name\":\"web\",\"image\":\"nginx\",\"pod\":\"web-0\",\"pod_namespace\":\"shop\"");
}

static void containerd(void)
{
	put(CRI,
	    "{\"ociVersion\":\"1.1.0\",\"annotations\":{"
	    "\"io.kubernetes.cri.container-name\":\"web\",\"io.kubernetes.cri.container-type\":"
	    "\"container\",\"io.kubernetes.cri.image-name\":\"docker.io/library/nginx:1\","
	    "\"io.kubernetes.cri.sandbox-id\":\"77\",\"io.kubernetes.cri.sandbox-name\":"
	    "\"web-0\",\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}\n");
	is("\"name\":\"web\",\"image\":\"docker.io/library/nginx:1\",\"pod\":\"web-0\","
	   "\"pod_namespace\":\"shop\"");
	/* That which holds the pod together has no name of its own. */
	put("/run/k3s/" TASKS "k8s.io/" FULL "/config.json",
	    "{\"annotations\":{\"io.kubernetes.cri.sandbox-name\":\"web-0\"}}");
	is("\"pod\":\"web-0\"");
	put("/run/" TASKS "default/" FULL "/config.json",
	    "{\"annotations\":{\"nerdctl/name\":\"box\"}}");
	is("\"name\":\"box\"");
}

static void crio(void)
{
	put(PODMAN, "[{\"id\":\"" FULL "\",\"names\":[\"k8s_web_web-0_shop_8_0\"]}]");
	put("/run/containers/storage/overlay-containers/" FULL "/userdata/config.json",
	    "{\"annotations\":{\"io.kubernetes.container.name\":\"web\",\"io.kubernetes.pod.name\":"
	    "\"web-0\",\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.cri-o.ImageName\":"
	    "\"quay.io/web:2\"}}");
	is("\"name\":\"web\",\"image\":\"quay.io/web:2\",\"pod\":\"web-0\",\"pod_namespace\":"
	   "\"shop\"");
}

static void podman(void)
{
	/* As it is with a bundle that says nothing of names beside it, and others before it. */
	put("/run/containers/storage/overlay-containers/" FULL "/userdata/config.json",
	    "{\"annotations\":{\"io.container.manager\":\"libpod\"}}");
	put(PODMAN, "[{\"id\":\"00\",\"names\":[\"other\"]},{\"names\":[\"none\"]},7,"
		    "{\"id\":\"" FULL "\",\"names\":[\"web\",\"second\"],\"image\":\"ab\","
		    "\"metadata\":\"{\\\"image-name\\\":\\\"docker.io/library/nginx:latest\\\","
		    "\\\"name\\\":\\\"web\\\"}\"}]");
	is("\"name\":\"web\",\"image\":\"docker.io/library/nginx:latest\"");
	put("/var/lib/containers/storage/overlay-containers/volatile-containers.json",
	    "[{\"id\":\"" FULL "\",\"names\":[\"brief\"],\"metadata\":\"no JSON\"}]");
	is("\"name\":\"brief\"");
}

static void strange(void)
{
	char *large = malloc(9u << 20);

	is(NULL);
	put(DOCKER, "{\"Name\":\"/we");
	is(NULL);
	put(DOCKER, "");
	is(NULL);
	put(DOCKER, "[]");
	is(NULL);
	put(DOCKER, "{\"Name\":7,\"Config\":[{\"Image\":null}]}");
	is(NULL);
	put(DOCKER, "{\"Name\":\"/\"}");
	is(NULL);
	/* What one runtime lacks another may have. */
	put(DOCKER, "nonsense");
	put(CRI, "{\"annotations\":{\"nerdctl/name\":\"a\\\"b\\u0001\"}}");
	is("\"name\":\"a\\\"b\\u0001\"");
	if (check(large)) {
		memset(large, ' ', 9u << 20);
		strcpy(large + (9u << 20) - 16, "{\"Name\":\"/x\"}");
		put(DOCKER, large);
		is(NULL);
		memset(large, 'n', 1000);
		memcpy(large, "{\"Name\":\"", 9);
		strcpy(large + 1000, "\",\"Config\":{\"Image\":\"i\"}}");
		put(DOCKER, large);
		is("\"image\":\"i\"");
	}
	free(large);
}

static bool answered(struct ss_container_names *n, int seconds)
{
	for (int i = 0; i < seconds * 100; i++) {
		uint32_t before = ss_container_names_version(n);

		ss_container_names_take(n);
		if (ss_container_names_version(n) != before)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	return false;
}

static void learned_later(void)
{
	struct ss_container_names *n = ss_container_names_new(root);
	size_t len;
	const char *json;

	check(!ss_container_names_find(n, ID, &len));
	check(!ss_container_names_start(n));
	put("/later", "");
	nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
	check(!ss_container_names_find(n, ID, &len)); /* the first look found nothing */
	put(DOCKER, "{\"Name\":\"/late\"}");
	check(answered(n, 10));
	json = ss_container_names_find(n, ID, &len);
	check(json && len == strlen(json));
	check_str(json ? json : "", "\"name\":\"late\"");
	clean();
	/* It is kept. */
	check(ss_container_names_find(n, ID, &len) == json);
	ss_container_names_free(n);
	ss_container_names_free(NULL);
}

static void more_than_there_is_room_for(void)
{
	struct ss_container_names *n = ss_container_names_new(root);
	char id[13], path[256];
	size_t len;
	int known = 0;

	check(!ss_container_names_start(n));
	for (int i = 0; i < 3000; i++) {
		snprintf(id, sizeof(id), "%012x", i);
		check(!ss_container_names_find(n, id, &len));
	}
	/* The questions that found room take up to seven seconds; the next do after that. */
	snprintf(path, sizeof(path), "/var/lib/docker/containers/%064d/config.v2.json", 0);
	put(path, "{\"Name\":\"/zero\"}");
	for (int i = 0; i < 12 && !known; i++) {
		known = !!ss_container_names_find(n, "000000000000", &len);
		if (!known)
			answered(n, 1);
	}
	check(known);
	clean();
	ss_container_names_free(n); /* with questions open */
}

static const struct check_case cases[] = {
	{ "docker", docker },
	{ "docker below Kubernetes", docker_of_kubernetes },
	{ "containerd, k3s, nerdctl", containerd },
	{ "CRI-O", crio },
	{ "podman", podman },
	{ "state that is none", strange },
	{ "a name that is written late is found", learned_later },
	{ "more containers than there is room for", more_than_there_is_room_for },
};

int main(void)
{
	int failed;

	if (!mkdtemp(root))
		return 1;
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	clean();
	rmdir(root);
	return failed;
}
