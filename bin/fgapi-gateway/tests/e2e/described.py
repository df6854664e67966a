"""A check of schemathesis: the code of a refusal is one that the document shows for this call and status."""

import schemathesis


@schemathesis.check
def described(ctx, response, case):
    if case.method.upper() != case.operation.method.upper():
        # What no document describes, no gateway has: never 405, which FGAPI does not know.
        assert response.status_code == 404, f"{case.method} is answered with {response.status_code}"
        return
    if response.status_code < 400:
        return
    body = response.json()
    code = str(body.get("error_code") or body.get("errorCode") or "")
    if not code:
        # Some documents know no codes beside the status.
        return
    answers = case.operation.definition.raw["responses"]
    answer = answers.get(str(response.status_code), {})
    shown = answer.get("content", {}).get("application/json", {}).get("examples", {})
    assert code in shown, f"{code} is none of {sorted(shown)}"
