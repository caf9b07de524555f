# SPDX-License-Identifier: BSD-2-Clause
# The answer to the API server: point a ValidatingWebhookConfiguration at it.
package system

import data.kubernetes.admission

main := {
	"apiVersion": "admission.k8s.io/v1",
	"kind": "AdmissionReview",
	"response": response,
}

default uid := ""

uid := input.request.uid

response := {"uid": uid, "allowed": true} if {
	count(admission.deny) == 0
} else := {
	"uid": uid,
	"allowed": false,
	"status": {"code": 403, "message": concat("; ", admission.deny)},
}
