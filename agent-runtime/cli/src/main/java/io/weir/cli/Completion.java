package io.weir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Prints what lets your shell complete weir's commands and options.",
    footer = {
      "",
      "bash, in ~/.bashrc:   source <(weir completion bash)",
      "zsh, in ~/.zshrc:     source <(weir completion zsh)",
      "or for everybody:     weir completion bash > /etc/bash_completion.d/weir"
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec;

  enum Shell {
    BASH,
    ZSH
  }

  /** As they are typed, not as they are called in the source. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(List.of("bash", "zsh"));
    }
  }

  @Parameters(description = "bash or zsh.", completionCandidates = Names.class)
  private Shell shell;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("weir", spec.root().commandLine());
    // zsh runs the same functions once it has its own emulation of bash's completion
    String first =
        switch (shell) {
          case BASH -> "";
          case ZSH ->
              "autoload -U +X compinit && compinit -i\nautoload -U +X bashcompinit && bashcompinit\n";
        };
    spec.commandLine().getOut().print(first + script);
    spec.commandLine().getOut().flush();
    return Exit.DONE;
  }
}
