// Takes secrets out of text before it is kept: values of variables whose names say what they are, and strings of a known shape.

/** What stands where a secret was. */
export const masked = '***'

// PASS, KEY and the like only as a name's last word: `SSH_ASKPASS`, `KEYBOARD` and `SSH_AUTH_SOCK` hold no secret.
const telling = /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CONNECTION_?STRING|(^|_)(PASS|PWD|KEY|AUTH|PAT|DSN)$/i
// The working folder is called by two names that end like a password's.
const harmless = /^(OLD)?PWD$/i
const shortest = 6

/** Shapes of secrets: what is found, and what of it stays. Each is bounded, so that no text makes one slow. */
const shapes: readonly (readonly [name: string, shape: RegExp, kept?: string])[] = [
  ['private key', /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g],
  ['end of a private key', /(?:^[A-Za-z0-9+/=]{16,100}[ \t\r]{0,4}\n){1,80}-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/gm],
  ['GitHub', /(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})/g],
  ['GitLab', /gl(?:pat|ptt|dt|rt|rtr|cbt|ft|soat|imt|agent|oas)-[A-Za-z0-9_.-]{16,}/g],
  ['npm', /npm_[A-Za-z0-9]{30,}/g],
  ['PyPI', /pypi-[A-Za-z0-9_-]{32,}/g],
  ['AWS key id', /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g],
  ['AWS secret', /(aws_?(?:secret_?access_?key|session_?token)["']?\s{0,4}[=:]\s{0,4}["']?)[A-Za-z0-9/+=]{20,}/gi, '$1'],
  ['Google', /(?:AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,})/g],
  ['Slack', /x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com\/)(?:services|workflows)\/[A-Za-z0-9/_-]{16,}/g],
  ['Stripe', /[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g],
  ['sk- keys', /(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{20,}/g],
  ['Hugging Face', /hf_[A-Za-z0-9]{30,}/g],
  ['JWT', /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{5,200}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g],
  ['Authorization', /\b((?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?![A-Za-z]{1,20}\s{1,4}\*\*\*)(?:[A-Za-z]{1,20}\s{1,4})?)[^\s"',;]{6,}/gi, '$1'],
  ['Bearer', /\b(Bearer\s{1,4})[A-Za-z0-9._~+/-]{12,}=*/gi, '$1'],
  ['URL with a password', /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@"'<>]{0,200}:[^\s/@"'<>]{1,400}@/gi, `$1`],
]

/** Makes what masks text, of an environment whose values must not be in it. Pure, and at home with text of any size. */
export function masker(environment: Readonly<Record<string, string | undefined>> = {}): (text: string) => string {
  const values = Object.entries(environment)
    .filter(([name, value]) => value !== undefined && value.trim().length >= shortest && telling.test(name) && !harmless.test(name))
    .flatMap(([, value]) => spellings(value!.trim()))
    // A value may be a part of another one.
    .sort((a, b) => b.length - a.length)
  return (text) => {
    let out = text
    for (const value of values) out = out.replaceAll(value, masked)
    for (const [name, shape, kept = ''] of shapes) out = out.replace(shape, `${kept}${masked}${name.startsWith('URL') ? '@' : ''}`)
    return out
  }
}

/** A value as it may be printed: as it is, in a URL, in JSON, with the line ends of another system. */
function spellings(value: string): string[] {
  const inUrl = (() => { try { return encodeURIComponent(value) } catch { return value } })()
  return [...new Set([value, inUrl, JSON.stringify(value).slice(1, -1), value.replace(/\r?\n/g, '\r\n')])]
}
