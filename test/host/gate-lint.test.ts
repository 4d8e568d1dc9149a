import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cannotFail, scriptOf } from '../../host/gate-lint.ts'

const never = [
  'true', ':', '/bin/true', 'echo ok', 'printf x', 'exit 0', 'npm test || true', 'npm test || :', 'npm test || exit 0', 'npm test; true', 'npm test; exit 0', 'npm test; echo done', 'npm test\necho done',
  'npm test | cat', 'npm test 2>&1 | tee log', 'npm test | tail -5', 'npm test |& tee log', 'npm test &', 'set +e; npm test; echo done', 'set -e; set +e; npm test; true', 'CI=1 true', 'env A=b true', 'time true',
  'npm test || echo "failed; see above"', '(npm test) || true', '(npm test || true)', '{ npm test; true; }', 'bash -c "npm test || true"', "sh -c 'npm test; exit 0'", 'npm test # then\ntrue', 'true && echo yes',
  'vitest run --passWithNoTests', 'jest --passWithNoTests=true', 'npm test --if-present', 'npm run e2e --if-present', "trap 'exit 0' EXIT; npm test", 'npm test || true; wait', 'sleep 1', 'npm test || (echo no)', 'npm test || (echo no; true)', 'bash -c true', 'timeout 5 true', 'timeout --foreground 5s echo ok',
]
const perhaps = [
  'npm test', 'npm test && true', 'npm test && echo ok', 'npm test && exit 0', 'true && npm test', 'npm test || exit 1', 'npm test; exit 1', 'echo start; npm test', 'npm test || npm run again', 'set -e; npm test; echo done', 'set -euo pipefail; npm test | tee log',
  'set -o pipefail; npm test | cat', 'bash -o pipefail -c "npm test | tee log"', 'bash -ec "npm test; echo done"', 'npm test | grep -q passed', 'npm test > log 2>&1', 'npm test &> log', 'echo "|| true"; npm test', "grep '; true' file", 'npm test -- --grep "a || true"',
  'if npm test; then true; fi', 'for f in *; do test -s $f; done', '! grep -r TODO src', 'test -f dist/a && [ -x bin/b ]', 'make test # || true', '(cd sub && npm test)', 'node --test', 'exit 1', 'npm test & wait $!; npm run x', 'trueish', 'echoes', 'A=$(npm test; true) node x',
  'vitest run --passWithNoTests=false', './run-if-present', 'npm test; exit $?', 'timeout 60 npm test', 'bash -c make', 'npm test; exit',
]
for (const command of never) test(`cannot fail: ${JSON.stringify(command)}`, () => assert.ok(cannotFail(command), command))
for (const command of perhaps) test(`can fail: ${JSON.stringify(command)}`, () => assert.is(cannotFail(command), undefined))

test('however long or deep, an answer comes at once', () => {
  for (const command of ['('.repeat(20_000), '"'.repeat(20_001), '{ '.repeat(9_999), 'a|'.repeat(20_000), '; '.repeat(20_000), '#'.repeat(20_000), 'A=b '.repeat(5_000), 'sh -c "'.repeat(3_000), '\\'.repeat(9_999)]) {
    const begun = Date.now()
    cannotFail(command)
    scriptOf(command)
    assert.ok(Date.now() - begun < 1000, `${command.slice(0, 10)}: ${Date.now() - begun} ms`)
  }
})

for (const [command, script] of [['npm test', 'test'], ['npm t', 'test'], ['npm run e2e', 'e2e'], ['npm run-script test:unit -- --x', 'test:unit'], ['CI=1 npm run e2e', 'e2e'], ['npm run -s lint', 'lint'], ['pnpm run build', 'build'], ['pnpm test', 'test'],
  ['npm run x -w sub', undefined], ['npm --prefix sub test', undefined], ['npm ci', undefined], ['yarn test', undefined], ['cd sub && npm test', undefined], ['npm run x --if-present', undefined]] as const) {
  test(`the script of ${command}`, () => assert.is(scriptOf(command), script))
}

test.run()
