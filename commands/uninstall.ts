import { ownCommand } from '../host/cli-context.ts'
import { object } from '../host/schema.ts'

export default ownCommand({ path: ['uninstall'], summary: 'x', example: 'x', arguments: object({}), effects: [], run: async () => 2 })
