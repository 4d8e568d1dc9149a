// What is masked before it is kept, and what is left as it is. No secret here is one: each is made of its shape.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { masker } from '../../host/mask.ts'

const mask = masker()
const x = (length: number) => 'Ab3dEf9hJk'.repeat(20).slice(0, length)
const pem = (word: string) => `-----${word} RSA PRIVATE KEY-----`
const body = `${x(64)}\n${x(64)}\n${x(20)}==`

for (const [name, secret] of [
  ['GitHub', `ghp_${x(36)}`], ['GitHub, of an app', `ghs_${x(36)}`], ['GitHub, fine-grained', `github_pat_${x(22)}_${x(59)}`], ['GitLab', `glpat-${x(20)}`], ['npm', `npm_${x(36)}`], ['PyPI', `pypi-${x(60)}`],
  ['AWS', 'AKIAABCDEFGHIJKLMNOP'], ['AWS, for a while', 'ASIAABCDEFGHIJKLMNOP'], ['Google', `AIza${x(35)}`], ['Slack', `xoxb-1234567890-${x(20)}`], ['Stripe', `sk_live_${x(24)}`],
  ['OpenAI', `sk-${x(40)}`], ['OpenAI, of a project', `sk-proj-${x(40)}`], ['Anthropic', `sk-ant-api03-${x(40)}`], ['Hugging Face', `hf_${x(34)}`], ['JWT', `eyJ${x(20)}.eyJ${x(30)}.${x(43)}`],
  ['private key', `${pem('BEGIN')}\n${body}\n${pem('END')}`], ['private key in one line of JSON', `${pem('BEGIN')}\\n${x(64)}\\n${pem('END')}`],
  ['private key, its end cut off', `${pem('BEGIN')}\n${body}`], ['private key, its beginning cut off', `${body}\n${pem('END')}`],
] as const) test(`masked: ${name}`, () => {
  assert.is(mask(`before "${secret}"`.replace(/"$/, '')).includes(secret.slice(-20)), false)
  if (name.startsWith('private')) return
  assert.is(mask(`before ${secret}, after`), 'before ***, after')
  assert.is(mask(`MY_${secret}`), 'MY_***')
})

for (const [title, text, expected] of [
  ['Bearer', `curl -H 'X: Bearer ${x(30)}'`, "curl -H 'X: Bearer ***'"],
  ['Authorization', `Authorization: Basic ${x(24)}==\nHost: h`, 'Authorization: Basic ***\nHost: h'],
  ['Authorization with Bearer', `"authorization": "Bearer ${x(30)}"`, '"authorization": "Bearer ***"'],
  ['Authorization without a scheme', `authorization: ${x(24)}`, 'authorization: ***'],
  ['user and password in a URL', 'git clone https://ada:hunter2@example.com/x.git', 'git clone https://***@example.com/x.git'],
  ['password alone in a URL', 'redis://:hunter2@localhost:6379', 'redis://***@localhost:6379'],
  ['AWS secret', `AWS_SECRET_ACCESS_KEY=${x(40)}`, 'AWS_SECRET_ACCESS_KEY=***'],
] as const) test(`masked: ${title}`, () => {
  assert.is(mask(text), expected)
  assert.is(mask(mask(text)), expected, 'twice')
})

for (const text of [
  'https://ada@example.com/x', 'http://localhost:3000/a@b', 'ssh://git@example.com:22/x', 'sk-circle-fade-dot-animation-long-name', 'the bearer of bad news is here', '5f2b9a7c1d3e5f7a9b1c3d5e7f9a1b3c5d7e9f1a',
  'eyJ is a prefix', 'AKIA', 'const token = getToken()', 'task-runner-with-a-very-long-name-1', '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----', '', '✔ keeps a secret (1.2ms)',
]) test(`left as it is: ${text.slice(0, 30)}`, () => assert.is(mask(text), text))

for (const [name, value, gone] of [
  ['API_TOKEN', 'quite-secret', true], ['DB_PASSWORD', 'hunter22', true], ['PGPASSWORD', 'hunter22', true], ['MY_KEY', 'abcdef', true], ['apiKey', 'abcdef', true], ['SIGNING_SECRET_2', 'abcdef', true], ['NPM_AUTH', 'abcdef', true],
  ['API_TOKEN', 'short', false], ['HOME', '/home/ada', false], ['PWD', '/home/ada', false], ['OLDPWD', '/home/ada', false], ['SSH_AUTH_SOCK', '/tmp/agent', false], ['GIT_ASKPASS', '/usr/bin/ask', false], ['KEYBOARD', 'german', false], ['KEY', '      ', false],
] as const) test(`a variable called ${name} with ${value.length} letters is ${gone ? 'masked' : 'left'}`, () => {
  assert.is(masker({ [name]: value })(`it is ${value}!`), gone ? 'it is ***!' : `it is ${value}!`)
})

test('a value as it stands in a URL, in JSON, with other line ends; the longer of two first; nothing of an expression in it', () => {
  const secret = masker({ A_TOKEN: 'a/b+c="d"', B_TOKEN: 'line one\nline two', C_TOKEN: 'abcdef', D_TOKEN: 'abcdefghij', E_TOKEN: '$& .*(x' })
  assert.is(secret(`${encodeURIComponent('a/b+c="d"')} ${JSON.stringify('a/b+c="d"')} line one\r\nline two abcdefghij $& .*(x`), '*** "***" *** *** ***')
})

test('a secret that reached us in pieces is whole again when it is masked; text made to be slow is masked in time', () => {
  const pieces = [`x ghp_${x(10)}`, `${x(36).slice(10)} y`]
  assert.is(mask(pieces.join('')), 'x *** y')
  const started = Date.now()
  for (const text of ['https://'.repeat(200_000), `https://${'a'.repeat(1_000_000)}`, `${'A'.repeat(64)}\n`.repeat(20_000), '-----BEGIN PRIVATE KEY-----\n'.repeat(40_000), 'eyJ'.repeat(400_000), '_eyJ'.repeat(300_000), 'eyJabcde.'.repeat(100_000), 'sk-'.repeat(400_000), 'Bearer '.repeat(150_000), `aws_secret_access_key${' '.repeat(1_000_000)}`, 'a'.repeat(2_000_000)]) mask(text)
  assert.ok(Date.now() - started < 8_000, `${Date.now() - started} ms`)
})

test.run()
