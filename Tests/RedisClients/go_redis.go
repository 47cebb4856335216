// go-redis: go_redis PORT NAME SECRET MAILBOX PIN
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	redis "gopkg.in/redis.v5"
)

func connect() *redis.Client {
	// One connection, so that AUTH with a name, which this version has no option for, is of the one that asks.
	return redis.NewClient(&redis.Options{
		Addr: "127.0.0.1:" + os.Args[1], ReadTimeout: 4 * time.Second, MaxRetries: 0, PoolSize: 1,
	})
}

func word(text string) string { return strings.Fields(text)[0] }

func call(client *redis.Client, words ...interface{}) (string, error) {
	command := redis.NewStatusCmd(words...)
	client.Process(command)
	return command.Result()
}

func answer(client *redis.Client, words ...interface{}) string {
	reply, err := call(client, words...)
	if err != nil {
		return "error " + err.Error()
	}
	return word(reply)
}

func failure(client *redis.Client, words ...interface{}) string {
	reply, err := call(client, words...)
	if err == nil {
		return "no error but " + word(reply)
	}
	return word(err.Error())
}

func main() {
	name, secret, mailbox, pin := os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	stranger := connect()
	fmt.Println("unnamed", failure(stranger, "VERIFY", mailbox, pin))
	fmt.Println("refused", failure(stranger, "AUTH", name, "not the secret"))
	client := connect()
	if reply := answer(client, "AUTH", name, secret); reply != "OK" {
		fmt.Println(reply)
		os.Exit(1)
	}
	fmt.Println("ping", word(client.Ping().Val()))
	fmt.Println("right", answer(client, "VERIFY", mailbox, pin))
	fmt.Println("wrong", answer(client, "VERIFY", mailbox, "111111"))
	fmt.Println("error", failure(client, "SETTINGS", "no-such-mailbox"))
	pipeline := client.Pipeline()
	replies := []*redis.StatusCmd{
		redis.NewStatusCmd("ACCESS", mailbox), redis.NewStatusCmd("VERIFY", mailbox, pin), redis.NewStatusCmd("VERIFY", mailbox, "111111"),
	}
	for _, reply := range replies {
		pipeline.Process(reply)
	}
	pipeline.Exec()
	words := []string{"pipeline"}
	for _, reply := range replies {
		words = append(words, word(reply.Val()))
	}
	fmt.Println(strings.Join(words, " "))
}
