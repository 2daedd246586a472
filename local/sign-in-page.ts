import type { APIGatewayProxyResult } from 'aws-lambda';

const carried = [
  'response_type',
  'client_id',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'state',
];

/** The form in which a person signs in on this machine. Loads nothing, runs nothing, stands in no frame. */
export const signInPage = (asked: URLSearchParams, hasFailed: boolean): APIGatewayProxyResult => ({
  statusCode: hasFailed ? 401 : 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy':
      "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  },
  body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Goldspoke: sign in</title>
<h1>Sign in</h1>
${hasFailed ? '<p role="alert">Address or password are not right.</p>' : ''}
<form method="post" action="/oauth2/authorize">
${carried.map((name) => `<input type="hidden" name="${name}" value="${escaped(asked.get(name) ?? '')}">`).join('\n')}
<p><label>E-mail <input name="email" type="email" autocomplete="username" required autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Sign in</button></p>
</form>
</html>
`,
});

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (each) => `&#${each.codePointAt(0)};`);
