# SPDX-License-Identifier: BSD-2-Clause
# What pods may ask for: the input is an AdmissionReview of Kubernetes.
package kubernetes.admission

kinds_with_templates := {"DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"}

object := input.request.object

kind := input.request.kind.kind

spec := object.spec if kind == "Pod"

spec := object.spec.template.spec if kind in kinds_with_templates

spec := object.spec.jobTemplate.spec.template.spec if kind == "CronJob"

containers contains container if some container in spec.containers

containers contains container if some container in spec.initContainers

containers contains container if some container in spec.ephemeralContainers

# METADATA
# title: Privileged containers
# description: They are root on the node.
deny contains message if {
	some container in containers
	container.securityContext.privileged
	message := sprintf("container %s is privileged", [container.name])
}

# METADATA
# title: More rights than it had
# description: allowPrivilegeEscalation has to be false.
deny contains message if {
	some container in containers
	not forbids_escalation(container)
	message := sprintf("container %s may get more privileges: allowPrivilegeEscalation is not false", [container.name])
}

forbids_escalation(container) if container.securityContext.allowPrivilegeEscalation == false

# METADATA
# title: Capabilities
# description: Those that are the same as being root.
deny contains message if {
	some container in containers
	some capability in container.securityContext.capabilities.add
	capability in {"ALL", "BPF", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"}
	message := sprintf("container %s adds the capability %s", [container.name, capability])
}

# METADATA
# title: The node's namespaces
deny contains message if {
	some name in {"hostIPC", "hostNetwork", "hostPID"}
	spec[name]
	message := sprintf("%s is set", [name])
}

# METADATA
# title: The node's files
deny contains message if {
	some volume in spec.volumes
	volume.hostPath
	message := sprintf("volume %s is the node's path %s", [volume.name, volume.hostPath.path])
}

# METADATA
# title: Root
# description: runAsNonRoot of the pod or of each container.
deny contains message if {
	some container in containers
	not runs_as_user(container)
	message := sprintf("container %s may run as root: runAsNonRoot is not true", [container.name])
}

runs_as_user(container) if container.securityContext.runAsNonRoot

runs_as_user(container) if {
	spec.securityContext.runAsNonRoot
	not container.securityContext.runAsNonRoot == false
}
