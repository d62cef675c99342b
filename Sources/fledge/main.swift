import Arguments
import Application

ProcessSetup.prepare()
fledgeProgram().main()
