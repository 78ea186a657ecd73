package io.drawbridge.bench.handover;

import io.drawbridge.bench.load.FrameLink;
import io.drawbridge.wire.Frame;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;

/**
 * A client that comes, is given a session, and leaves at once. On the loop.
 *
 * <p>Its end is told once: by nothing if it was welcome, else by why it was not.
 */
final class ShortClient extends FrameLink {
  static final String WELCOME = "";

  private final Consumer<String> end;
  private boolean over;

  ShortClient(byte[] connect, Consumer<String> end) {
    super(connect);
    this.end = end;
  }

  @Override
  protected void handle(Frame frame) {
    switch (frame.type()) {
      case CONNECTED -> { // perhaps after its time: then it leaves as well
        leave();
        end(WELCOME);
      }
      case GOAWAY, CLOSE -> end("sent away by " + frame);
      default -> {
        // Nothing else was asked for.
      }
    }
  }

  /** It is over now, whatever comes. */
  void end(String why) {
    if (!over) {
      over = true;
      end.accept(why);
    }
    close();
  }

  @Override
  protected void ended() {
    end("the connection ended before CONNECTED");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    end(cause.toString());
  }
}
