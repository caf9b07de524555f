# SPDX-License-Identifier: BSD-2-Clause
package kubernetes.admission_test

import data.kubernetes.admission

good := {
	"name": "web",
	"image": "registry.example.org/web:1.2.3",
	"securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true},
	"resources": {"limits": {"cpu": "500m", "memory": "128Mi"}},
}

review(spec) := {"request": {"uid": "u-1", "kind": {"kind": "Pod"}, "object": {"spec": spec}}}

pod(changes) := review({"containers": [object.union(good, changes)]})

denied(review_of) := messages if {
	messages := admission.deny with input as review_of
}

test_good_pod if count(denied(pod({}))) == 0

test_privileged if "container web is privileged" in denied(pod({"securityContext": {"privileged": true}}))

test_escalation if {
	some message in denied(pod({"securityContext": {"allowPrivilegeEscalation": true}}))
	contains(message, "allowPrivilegeEscalation")
}

test_capability if {
	"container web adds the capability SYS_ADMIN" in denied(pod({"securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}))
	count(denied(pod({"securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE"]}}}))) == 0
}

test_namespaces_of_the_node if denied(review({"hostPID": true, "containers": [good]})) == {"hostPID is set"}

test_host_path if {
	volumes := [{"name": "v", "hostPath": {"path": "/"}}]
	denied(review({"containers": [good], "volumes": volumes})) == {"volume v is the node's path /"}
}

test_root if {
	some message in denied(pod({"securityContext": {"runAsNonRoot": false}}))
	contains(message, "may run as root")
}

test_root_of_the_pod if {
	plain := json.remove(good, ["securityContext/runAsNonRoot"])
	count(denied(review({"containers": [plain], "securityContext": {"runAsNonRoot": true}}))) == 0
	count(denied(review({"containers": [plain]}))) == 1
}

test_tags if {
	every image in ["web", "web:latest", "registry.example.org:5000/web"] {
		some message in denied(pod({"image": image}))
		contains(message, "no tag but latest")
	}
	every image in ["web:1", "registry.example.org:5000/web:1", "web@sha256:0000"] {
		count(denied(pod({"image": image}))) == 0
	}
}

test_registries if {
	bad := admission.deny with input as pod({}) with data.settings.registries as ["quay.example.org"]
	count(bad) == 1
	fine := admission.deny with input as pod({}) with data.settings.registries as ["registry.example.org"]
	count(fine) == 0
}

test_limits if {
	denied(review({"containers": [json.remove(good, ["resources"])]})) == {
		"container web has no limit of cpu",
		"container web has no limit of memory",
	}
}

test_large_limit if {
	found := admission.deny with input as pod({"resources": {"limits": {"memory": "8Gi"}}}) with data.settings.memory as "4Gi"
	found == {"container web: 8Gi of memory is more than 4Gi"}
}

test_templates if {
	every kind in ["Deployment", "DaemonSet", "StatefulSet", "Job"] {
		spec := {"template": {"spec": {"hostNetwork": true, "containers": [good]}}}
		event := {"request": {"kind": {"kind": kind}, "object": {"spec": spec}}}
		"hostNetwork is set" in denied(event)
	}
}

test_cron_job if {
	spec := {"jobTemplate": {"spec": {"template": {"spec": {"hostIPC": true, "containers": [good]}}}}}
	event := {"request": {"kind": {"kind": "CronJob"}, "object": {"spec": spec}}}
	"hostIPC is set" in denied(event)
}

test_other_kinds if count(denied({"request": {"kind": {"kind": "ConfigMap"}, "object": {}}})) == 0

test_answer if {
	fine := data.system.main with input as pod({})
	fine.response == {"uid": "u-1", "allowed": true}
	refused := data.system.main with input as review({"hostPID": true, "containers": [good]})
	refused.response.allowed == false
	refused.response.status.message == "hostPID is set"
}
