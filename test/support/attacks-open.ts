// Attacks that no boundary stops yet, each with the reason. What is here is skipped, and told as that.
export const openAttacks: Readonly<Record<string, string>> = {}
