#!/usr/bin/env node
// The door.
import { launch } from './launch.ts'

const command = process.argv[2] ?? ''
if (command === 'hook' && !/^(-h|--help)$/.test(process.argv[3] ?? '')) require('./hook.cjs')
// Those that are called often keep what is compiled for them alone.
else launch('cli', /^(check|ci|status)$/.test(command) ? command : 'other')
