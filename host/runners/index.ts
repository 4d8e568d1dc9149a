// Every runner whose output drift can count, one line each, alphabetical.
import type { Runner } from './runner.ts'
import { cargoTest } from './cargo-test.ts'
import { goTest } from './go-test.ts'
import { jest } from './jest.ts'
import { junit } from './junit.ts'
import { mocha } from './mocha.ts'
import { nodeTest } from './node-test.ts'
import { pytest } from './pytest.ts'
import { tap } from './tap.ts'
import { uvu } from './uvu.ts'
import { vitest } from './vitest.ts'

export const runners: readonly Runner[] = [cargoTest, goTest, jest, junit, mocha, nodeTest, pytest, tap, uvu, vitest]
